using static Joulemark.Comparison.ComparabilityRuleKind;

namespace Joulemark.Comparison;

/// <summary>The keys that need not be the same, and those that nobody may allow to differ. The table of docs/comparability.md.</summary>
internal static class ComparabilityRules
{
    private const string Place = "an address; what is behind it is compared";

    // One run warms the machine for the next: what was so before the load began says little of the windows.
    private const string Start = "noted: how it was before the run; the windows are watched, and controls hold a start to a limit";

    // Controls of what the fingerprint has a fact of.
    private static readonly string[] Found =
    [
        "gpu.model", "gpu.count", "gpu.power-limit", "gpu.persistence", "cpu.governor", "cpu.turbo", "driver", "cuda", "os", "kernel", "image",
        "server.version", "server.dtype", "server.max-batch", "max-start-temperature", "max-background-cpu", "no-foreign-gpu-processes",
    ];

    /// <summary>The rules; the first that matches a key holds, and a key that none matches must be the same.</summary>
    public static IReadOnlyList<ComparabilityRule> All { get; } =
    [
        new("boundary", Never, "joules of different boundaries are different quantities"),
        new("provenance", Never, "joules that were counted, integrated or modelled are known in different ways"),

        new("server.url", Ignored, Place),
        new("server.metrics-url", Ignored, Place),
        new("workload.path", Ignored, "where the data were; their hash is compared"),
        new("gpu.uuid", Ignored, "which board of a model it is"),
        new("gpu.pci", Ignored, "which slot a board is in; its link is compared"),
        new("machine.installation", Ignored, "which machine of a kind it is; what it is made of is compared"),
        new("machine.boot", Ignored, "which start of its system"),
        new("gpu.processes", Ignored, "other processes that run in the windows are a validity reason"),
        new("measure.repeats.*", Ignored, "how often it is repeated; the interval says what that gave"),
        new("measure.precision", Ignored, "when repeating stops; the interval says what that gave"),
        new("measure.time-limit", Ignored, "when repeating stops; the interval says what that gave"),
        new("measure.warm-up-limit", Ignored, "a warm-up that did not get steady is a validity reason"),

        new("server.launch.port", Ignored, Place),
        new("server.launch.pull", Ignored, "how the image came here; the image is compared"),
        .. Found.Select(c => new ComparabilityRule("controls." + c, Ignored, "what was asked for; what was found is compared")),

        new("os.kernel", AtADistance, "matters from another minor version on") { IsNear = Nearness.SameMinorVersion },
        new("os.kernel-parameters", AtADistance, "order and places of files do not matter") { IsNear = Nearness.SameBootParameters },
        new("runtime.dotnet", AtADistance, "matters from another minor version on") { IsNear = Nearness.SameMinorVersion },
        new("tool.version", AtADistance, "matters from another minor version on") { IsNear = Nearness.SameMinorVersion },
        new("cpu.microcode", AtADistance, "noted: it seldom changes what a model costs"),
        new("firmware.date", AtADistance, "noted: the firmware's version is compared"),
        new("memory.gib", AtADistance, "matters beyond 1 %: firmware and kernel keep a little for themselves") { IsNear = Nearness.WithinShare(0.01) },
        new("memory.swap-gib", AtADistance, "noted: what swaps is no benchmark"),
        new("gpu.temperature-c", AtADistance, Start),
        new("temperature.*", AtADistance, Start),
        new("background.cpu", AtADistance, Start),
        new("gpu.pcie.generation", AtADistance, "noted: an idle link slows down; the most it can do is compared"),
        new("gpu.pcie.width", AtADistance, "noted: an idle link may narrow; the most it can do is compared"),
        new("server.kv-cache.tokens", AtADistance, "matters beyond 2 %: engines size it by the memory they find free at start") { IsNear = Nearness.WithinShare(0.02) },
        new("server.request-timeout", AtADistance, "noted: requests that ran into it are counted as failed"),
        new("objectives.*", AtADistance, "noted: only figures of goodput depend on it, which are not compared"),
    ];

    /// <summary>The rule of a key; null where it must be the same.</summary>
    public static ComparabilityRule? Of(string key) => All.FirstOrDefault(r => FactKey.Matches(r.Pattern, key));
}
