using Joulemark.Planning;
using Joulemark.Serving.Launching;

namespace Joulemark.Serving;

/// <summary>A kind of server that runs already or is launched: its name in a spec, and what it speaks.</summary>
/// <param name="name">Name in a spec.</param>
/// <param name="speak">Makes the protocol for a spec.</param>
internal sealed class RemoteServerKind(string name, Func<ServerSpec, IServerProtocol> speak) : IServerKind
{
    public string Name => name;

    public IInferenceServer Create(ServerSpec spec, ServerEnvironment environment) => new RemoteServer(spec, environment, speak(spec), spec.Launch switch
    {
        null => null,
        { Image: not null } launch => new ContainerLauncher(spec, launch, environment),
        { } launch => new ProcessLauncher(spec, launch, environment),
    });
}
