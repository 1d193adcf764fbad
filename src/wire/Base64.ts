/** Bytes from text that its wire schema (`schemas/wire/Base64`) has found to be Base64, padded or not. */
export const decode = (text: string): Uint8Array => {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
