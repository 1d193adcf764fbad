import { assert, describe, it } from "@effect/vitest"
import * as MediaType from "../src/wire/MediaType.ts"

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))

describe("an audio file's type", () => {
  it.each([
    ["RIFF\x24\x00\x00\x00WAVEfmt ", "audio/wav", ".wav"],
    ["ID3\x04\x00", "audio/mpeg", ".mp3"],
    ["\xff\xfb\x90\x64", "audio/mpeg", ".mp3"],
    ["\xff\xf3\xc4\xc4", "audio/mpeg", ".mp3"],
    ["\xff\xf1\x50\x80", "audio/aac", ".aac"],
    ["fLaC\x00", "audio/flac", ".flac"],
    ["OggS\x00", "audio/ogg", ".ogg"],
    ["\x00\x00\x00\x20ftypM4A ", "audio/mp4", ".m4a"],
    ["\x1a\x45\xdf\xa3", "audio/webm", ".webm"],
    ["FORM\x00\x00\x00\x00AIFF", "audio/aiff", ".aiff"],
    ["RIFF\x24\x00\x00\x00AVI ", "application/octet-stream", ""],
    ["", "application/octet-stream", ""]
  ])("by its bytes: %o", (beginning, type, ending) => {
    assert.strictEqual(MediaType.ofBytes(latin1(beginning)), type)
    assert.strictEqual(MediaType.endingOf(type), ending)
  })

  it.each([
    ["talk.mp3", "audio/mpeg"],
    ["a.b/talk.FLAC", "audio/flac"],
    ["talk", "application/octet-stream"],
    ["talk.txt", "application/octet-stream"]
  ])("by its name: %s", (name, type) => assert.strictEqual(MediaType.ofFile(name), type))

  it.each([
    ["audio/x-wav", ".wav"],
    ["audio/wave", ".wav"],
    ["Audio/MP3; rate=44100", ".mp3"],
    ["video/mp4", ".m4a"],
    ["text/plain", ""]
  ])("and an ending for %s", (type, ending) => assert.strictEqual(MediaType.endingOf(type), ending))
})
