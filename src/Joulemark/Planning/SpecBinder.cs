using Joulemark.Machines.Controls;
using Joulemark.Records;
using Joulemark.Tokenizing;
using Joulemark.Workloads;

namespace Joulemark.Planning;

/// <summary>Binds checked values to the typed spec. Every value here has passed <see cref="SpecValueParser"/>.</summary>
internal static class SpecBinder
{
    public static BenchmarkSpec Bind(SpecDocument document)
    {
        string? Text(string path) => document.Values.GetValueOrDefault(path);
        double Number(string path) => SpecValueParser.Number(SpecKeys.ByPath[path].Type, document.Values[path])!.Value;
        int Integer(string path) => (int)Math.Min(int.MaxValue, Number(path));
        double? OptionalNumber(string path) => document.Values.ContainsKey(path) ? Number(path) : null;
        string Absolute(string path) => System.IO.Path.GetFullPath(path, System.IO.Path.GetFullPath(document.BaseDirectory));
        LengthSpec Lengths(string path) => new()
        {
            Distribution = Text($"{path}.distribution")!,
            Mean = OptionalNumber($"{path}.mean"),
            Deviation = OptionalNumber($"{path}.deviation"),
            Minimum = Integer($"{path}.min"),
            Maximum = (int?)OptionalNumber($"{path}.max"),
        };
        TimeSpan Duration(string path) => TimeSpan.FromSeconds(Number(path));
        TimeSpan? OptionalDuration(string path) => document.Values.ContainsKey(path) ? Duration(path) : null;

        return new BenchmarkSpec
        {
            Name = Text("name")!,
            Seed = Integer("seed"),
            Boundary = Enum.Parse<Boundary>(Text("boundary")!, ignoreCase: true),
            Server = new ServerSpec
            {
                Kind = Text("server.kind")!,
                Model = Text("server.model"),
                Url = Text("server.url") is { } url ? new Uri(url) : null,
                Node = Text("server.node"),
                Api = Text("server.api")!,
                Engine = Text("server.engine")!,
                Body = Text("server.body"),
                ContinuousUsage = Text("server.continuous-usage") == "true",
                Tensors = Text("server.tensors")!,
                MetricsUrl = Text("server.metrics-url") is { } metrics ? new Uri(metrics) : null,
                Wait = Text("server.wait") == "true",
                ApiKeyEnv = Text("server.api-key-env"),
                CaFile = Text("server.ca-file") is { } authorities ? System.IO.Path.GetFullPath(authorities, System.IO.Path.GetFullPath(document.BaseDirectory)) : null,
                Threads = Integer("server.threads"),
                RequestTimeout = Duration("server.request-timeout"),
                StartTimeout = Duration("server.start-timeout"),
                Launch = Launch(document),
                Probe = Words(document, "server.probe"),
            },
            Workload = new WorkloadSpec
            {
                Kind = Text("workload.kind")!,
                Path = Text("workload.path") is { } path ? DataFiles.IsAddress(path) ? path : Absolute(path) : null,
                Sha256 = Text("workload.sha256")?.ToLowerInvariant(),
                PromptField = Text("workload.prompt-field"),
                AnswerField = Text("workload.answer-field")!,
                Tokenizer = Text("workload.tokenizer") is { } tokenizer ? TiktokenEncoding.Names.Contains(tokenizer, StringComparer.Ordinal) ? tokenizer : Absolute(tokenizer) : null,
                Content = Text("workload.content")!,
                InputTokens = Lengths("workload.input-tokens"),
                OutputTokens = Lengths("workload.output-tokens"),
                TimestampUnit = Text("workload.timestamp-unit")!,
                BlockTokens = Integer("workload.block-tokens"),
                Requests = Integer("workload.requests"),
                MaxOutputTokens = Integer("workload.output-tokens.max"),
                Template = Text("workload.template")!,
                System = Text("workload.system"),
                Scorer = Text("workload.scorer")!,
                Temperature = Number("workload.temperature"),
                PrefixCache = Text("workload.prefix-cache")!,
                PrefixHitRate = OptionalNumber("workload.prefix-hit-rate"),
            },
            Load = new LoadSpec
            {
                Kind = Text("load.kind")!,
                Concurrency = Integer("load.concurrency"),
                Rate = OptionalNumber("load.rate"),
                Arrival = Text("load.arrival")!,
                Burstiness = Number("load.burstiness"),
                MaxInFlight = Integer("load.max-in-flight"),
                SpeedUp = Number("load.speed-up"),
                Of = Text("load.of")!,
                From = OptionalNumber("load.from"),
                To = OptionalNumber("load.to"),
                Over = OptionalDuration("load.over"),
                Levels = LoadValidator.Levels(Text("load.levels") ?? ""),
                Hold = OptionalDuration("load.hold"),
                ThinkTime = Duration("load.think-time"),
                ThinkTimeDistribution = Text("load.think-time-distribution")!,
                SamplesPerQuery = Integer("load.samples-per-query"),
            },
            Measure = new MeasureSpec
            {
                Idle = Duration("measure.idle"),
                WarmUp = Text("measure.warm-up") == "auto" ? null : Duration("measure.warm-up"),
                WarmUpLimit = Duration("measure.warm-up-limit"),
                Window = Duration("measure.window"),
                MinRepeats = Integer("measure.repeats.min"),
                MaxRepeats = Integer("measure.repeats.max"),
                Precision = Number("measure.precision"),
                CoolDown = Duration("measure.cool-down"),
                TimeLimit = Duration("measure.time-limit"),
                SampleRate = Number("measure.sample-rate"),
            },
            Controls = ControlsSpec.Of(document.Values),
            Objectives = document.Values
                .Where(v => v.Key.StartsWith("objectives.", StringComparison.Ordinal))
                .ToDictionary(v => v.Key["objectives.".Length..], v => Duration(v.Key), StringComparer.Ordinal),
        };
    }

    /// <summary>How the server is started; null where no key says so.</summary>
    private static LaunchSpec? Launch(SpecDocument document)
    {
        string? Text(string name) => document.Values.GetValueOrDefault(LaunchKeys.Prefix + name);
        double? Number(string name) => Text(name) is { } text ? SpecValueParser.Number(SpecKeys.ByPath[LaunchKeys.Prefix + name].Type, text) : null;
        IReadOnlyList<string>? Given(string name) => Text(name) is { } words ? WordList.Parse(words) : null;
        IReadOnlyList<string> Words(string name) => Given(name) ?? [];
        if (!LaunchKeys.All.Any(k => document.Values.ContainsKey(k.Path)))
            return null;
        var folder = System.IO.Path.GetFullPath(document.BaseDirectory);
        var image = Text("image");
        return new LaunchSpec
        {
            Command = Given("command"),
            Image = image,
            Arguments = Words("arguments"),
            Environment = Words("environment"),
            Volumes = [.. Words("volumes").Select(v => v.StartsWith('.') && v.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? System.IO.Path.GetFullPath(v[..colon], folder) + v[colon..] : v)],
            Gpus = Text("gpus"),
            Cpus = Text("cpus"),
            MemoryNodes = Text("memory-nodes"),
            Memory = (long?)Number("memory"),
            SharedMemory = (long?)Number("shm-size"),
            Port = (int?)Number("port"),
            HostNetwork = Text("network") == "host",
            Engine = Text("engine") ?? "auto",
            Pull = Text("pull") == "missing",
            Options = Words("options"),
            WorkingDirectory = Text("working-directory") is { } directory ? image is null ? System.IO.Path.GetFullPath(directory, folder) : directory : null,
        };
    }

    private static IReadOnlyList<string> Words(SpecDocument document, string path) => document.Values.TryGetValue(path, out var words) ? WordList.Parse(words) : [];
}
