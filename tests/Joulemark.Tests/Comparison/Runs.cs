using Joulemark.Comparison;
using Joulemark.Machines;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Tests.Comparison;

/// <summary>Hand-made runs that differ in what a test names.</summary>
internal static class Runs
{
    /// <summary>A run on a machine with one board, of a server that says what it is.</summary>
    public static RunRecord Make(string id = "run-a")
    {
        var run = SampleRun.Make();
        run = run with
        {
            Header = run.Header with { Id = id, ToolVersion = "1.2.3" },
            Events = [.. run.Events, new RunEvent { Time = default, Kind = "server", Configuration = SampleRun.Configuration, Message = "up", Facts = Facts(("server.kind", "reference"), ("server.engine", "vllm"), ("server.version", "0.11.2"), ("server.model", "small-fp32"), ("server.model.dtype", "bf16"), ("server.max-batch", "256"), ("server.kv-cache.tokens", "100000")) }],
        };
        return run.WithMachine(
            ("cpu.model", "test"), ("cpu.logical", "2"), ("cpu.governor", "performance"), ("cpu.microcode", "0x1"), ("memory.gib", "128"), ("os.name", "Debian 12"), ("os.kernel", "6.8.0-45-generic"),
            ("os.kernel-parameters", "BOOT_IMAGE=/vmlinuz-1 root=UUID=1 mitigations=auto"), ("gpu.count", "1"), ("gpu.model", "H100"), ("gpu0.model", "H100"), ("gpu0.uuid", "GPU-1"), ("gpu0.vbios", "96.00"),
            ("gpu0.power-limit-w", "700"), ("gpu0.temperature-c", "40"), ("gpu0.persistence", "on"), ("driver.nvidia", "570.1"), ("background.cpu", "1"));
    }

    public static IReadOnlyDictionary<string, string> Facts(params (string Key, string Value)[] facts) => facts.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);

    /// <summary>The run on a machine with other facts; a null takes one away.</summary>
    public static RunRecord WithMachine(this RunRecord run, params (string Key, string? Value)[] facts)
    {
        var fingerprint = new Dictionary<string, string>(run.Machine.Fingerprint, StringComparer.Ordinal);
        foreach (var (key, value) in facts)
        {
            fingerprint.Remove(key);
            if (value is not null)
                fingerprint[key] = value;
        }

        return run with { Machine = run.Machine with { Fingerprint = fingerprint } };
    }

    /// <summary>The run with a server that says something else; a null takes a fact away.</summary>
    public static RunRecord WithServer(this RunRecord run, params (string Key, string? Value)[] facts) => run with
    {
        Events =
        [
            .. run.Events.Select(e => e.Kind != "server" ? e : e with
            {
                Facts = e.Facts!.Where(f => !facts.Any(x => x.Key == f.Key)).Concat(facts.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, f.Value!))).ToDictionary(StringComparer.Ordinal),
            }),
        ],
    };

    public static RunRecord WithSpec(this RunRecord run, params (string Key, string Value)[] values) => SampleRun.With(run, values);

    public static RunRecord WithConfiguration(this RunRecord run, Func<ConfigurationRecord, ConfigurationRecord> edit) =>
        run with { Header = run.Header with { Configurations = [.. run.Header.Configurations.Select(edit)] } };

    /// <summary>An event that says what a setting was set to.</summary>
    public static RunRecord WithSetting(this RunRecord run, string control, string to, string target = "GPU-1", double seconds = 1) => run with
    {
        Events = [.. run.Events, new RunEvent { Time = new Timestamp((long)(seconds * 1e9)), Kind = "setting", Message = control, Facts = Facts(("control", control), ("target", target), ("action", "set"), ("to", to)) }],
    };

    public static ComparisonResult Compare(RunRecord a, RunRecord b, string[]? isolate = null, string[]? allow = null) =>
        Comparer.Compare((a, a.Header.Configurations[0]), (b, b.Header.Configurations[^1]), isolate, allow ?? []);

    /// <summary>What differs, with its verdict.</summary>
    public static Dictionary<string, DifferenceVerdict> Verdicts(this ComparisonResult result) => result.Differences.ToDictionary(d => d.Key, d => d.Verdict, StringComparer.Ordinal);
}
