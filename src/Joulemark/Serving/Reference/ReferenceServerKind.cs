using Joulemark.Planning;

namespace Joulemark.Serving.Reference;

/// <summary>The reference models behind their own server, started as a separate process.</summary>
internal sealed class ReferenceServerKind : IServerKind
{
    public string Name => "reference";

    public IInferenceServer Create(ServerSpec spec, ServerEnvironment environment) => new ReferenceServer(spec, environment);
}
