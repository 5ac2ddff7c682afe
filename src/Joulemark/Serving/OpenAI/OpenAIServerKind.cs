using Joulemark.Planning;

namespace Joulemark.Serving.OpenAI;

/// <summary>A running server that speaks the OpenAI API: vLLM, SGLang, llama.cpp, hosted ones …</summary>
internal sealed class OpenAIServerKind : IServerKind
{
    public string Name => "openai";

    public IInferenceServer Create(ServerSpec spec, ServerEnvironment environment) => new RemoteServer(spec, environment, new OpenAIProtocol(spec));
}
