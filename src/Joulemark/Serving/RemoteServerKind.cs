using Joulemark.Planning;

namespace Joulemark.Serving;

/// <summary>A kind of running server: its name in a spec, and what it speaks.</summary>
/// <param name="name">Name in a spec.</param>
/// <param name="speak">Makes the protocol for a spec.</param>
internal sealed class RemoteServerKind(string name, Func<ServerSpec, IServerProtocol> speak) : IServerKind
{
    public string Name => name;

    public IInferenceServer Create(ServerSpec spec, ServerEnvironment environment) => new RemoteServer(spec, environment, speak(spec));
}
