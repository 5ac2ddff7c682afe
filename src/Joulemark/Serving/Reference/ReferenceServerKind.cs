using Joulemark.Planning;
using Joulemark.Serving.OpenAI;

namespace Joulemark.Serving.Reference;

/// <summary>The reference models behind their own server, started as a separate process.</summary>
internal sealed class ReferenceServerKind : IServerKind
{
    public string Name => "reference";

    public IInferenceServer Create(ServerSpec spec, ServerEnvironment environment) => new RemoteServer(spec, environment, new OpenAIProtocol(spec), new ReferenceLauncher(spec, environment));
}
