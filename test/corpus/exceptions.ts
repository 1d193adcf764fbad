/** Streams that we mean to understand otherwise than the reference script, with the reason. At most 1 %. */
export const exceptions: ReadonlyMap<string, string> = new Map([
  [
    "snowflake/chat/pydantic-ai--test_snowflake_thinking_streaming",
    "its reasoning comes in reasoning_details alone, which the reference does not read and a caller wants to hear"
  ],
  [
    "google/generate-content/vertexai-sdk-test-data--streaming-failure-prompt-blocked-safety",
    "the prompt was blocked: the reference has no word for it, and a caller must hear ContentFiltered, not a cut stream"
  ],
  [
    "bedrock/converse-stream/pydantic-ai--test_bedrock_model_code_execution_tool_stream",
    "one call is of a tool that the host ran itself (server_tool_use): the reference lists it among the caller's own"
  ],
  [
    "bedrock/converse-stream/ruby_llm--chat_web_search_with_bedrock_amazon_nova-2-lite-v1_0_streams_grounded_turns",
    "the call is of the host's own search (server_tool_use): the reference lists it among the caller's own"
  ]
])
