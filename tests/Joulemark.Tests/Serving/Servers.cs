using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Serving;
using Joulemark.Workloads;

namespace Joulemark.Tests.Serving;

/// <summary>Servers of a kind, and requests, for tests.</summary>
internal static class Servers
{
    public static ServerSpec Spec(string kind, Uri url) => new()
    {
        Kind = kind,
        Url = url,
        Api = "chat",
        Threads = 1,
        RequestTimeout = TimeSpan.FromMinutes(1),
        StartTimeout = TimeSpan.FromMinutes(1),
    };

    public static IInferenceServer Of(ServerSpec spec, TimeProvider? time = null) =>
        BuiltIns.Server(spec.Kind).Create(spec, new ServerEnvironment(new MonotonicClock(time ?? TimeProvider.System), new HostPaths(), null, []));

    public static ServerRequest Ask(int most = 64) => new() { Messages = [new ChatMessage("user", "What is it?")], MaxOutputTokens = most, Seed = 1 };

    public static ServerRequest Infer(params TensorInput[] tensors) => Ask() with { Tensors = tensors };
}
