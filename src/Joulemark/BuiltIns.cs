using Joulemark.Load;
using Joulemark.Machines.Controls;
using Joulemark.Metering.Exporters;
using Joulemark.Metering.Hwmon;
using Joulemark.Metering.Modelled;
using Joulemark.Metering.Nvml;
using Joulemark.Metering.Ptd;
using Joulemark.Metering.Rapl;
using Joulemark.Metering.Redfish;
using Joulemark.Metering;
using Joulemark.Planning;
using Joulemark.Reporting;
using Joulemark.Reporting.Writers;
using Joulemark.Serving.Auto;
using Joulemark.Serving.KServe;
using Joulemark.Serving.Ollama;
using Joulemark.Serving.OpenAI;
using Joulemark.Serving.Reference;
using Joulemark.Serving.Tgi;
using Joulemark.Serving.Triton;
using Joulemark.Serving;
using Joulemark.Workloads.Traces;
using Joulemark.Workloads;

namespace Joulemark;

/// <summary>Every component that comes with Joulemark: one line each. A newcomer's meter, server or data set goes here.</summary>
internal static class BuiltIns
{
    private static readonly Catalog<IServerKind> ServerCatalog = new("server", s => s.Name,
    [
        new ReferenceServerKind(),
        new RemoteServerKind("auto", spec => new AutoProtocol(spec)),
        new RemoteServerKind("openai", spec => new OpenAIProtocol(spec)),
        new RemoteServerKind("tgi", spec => new TgiProtocol(spec)),
        new RemoteServerKind("triton", spec => new TritonProtocol(spec)),
        new RemoteServerKind("ollama", spec => new OllamaProtocol(spec)),
        new RemoteServerKind("kserve", spec => new KServeProtocol(spec)),
    ]);

    private static readonly Catalog<IWorkload> WorkloadCatalog = new("workload", w => w.Kind,
    [
        new ArithmeticWorkload(),
        new JsonLinesWorkload(),
        new MtBenchWorkload(),
        new Gsm8kWorkload(),
        new ShareGptWorkload(),
        new HelmWorkload(),
        new SyntheticWorkload(),
        new TraceWorkload("mooncake", "A Mooncake trace has {\"timestamp\": ms, \"input_length\", \"output_length\", \"hash_ids\": […]} a line.", JsonTrace.Read),
        new TraceWorkload("azure-trace", "An Azure LLM inference trace is a CSV with the header TIMESTAMP,ContextTokens,GeneratedTokens.", CsvTrace.Read),
        new TraceWorkload("trace", "Give JSON lines with timestamp, input_length and output_length, or a CSV with such columns; workload.timestamp-unit is the unit.", null),
        new TensorsWorkload(),
    ]);

    private static readonly Catalog<ILoadShape> LoadCatalog = new("load", l => l.Kind,
    [
        new ConcurrencyShape("concurrency"),
        new RateShape("rate"),
        new OfflineShape(),
        new TraceShape(),
        new LevelsShape("ramp", LoadSegment.Ramp),
        new LevelsShape("steps", LoadSegment.Steps),
        new ConcurrencyShape("single-stream", inFlight: 1),
        new MultiStreamShape(),
        new RateShape("server"),
    ]);

    private static readonly Catalog<IScorer> ScorerCatalog = new("scorer", s => s.Name,
    [
        new ExactScorer(),
        new FinalNumberScorer(),
        new QuasiExactScorer(),
    ]);

    private static readonly Catalog<IMachineControl> ControlCatalog = new("control", c => c.Name,
    [
        new GpuModelControl(),
        new GpuCountControl(),
        new BoardControl(GpuPersistenceSetting.Name, SpecValueType.Choice, "Whether the driver stays on every GPU while nobody uses it: without it, power limits and locked clocks are forgotten then.",
            b => new GpuPersistenceSetting(b), value => value) { Choices = ["on", "off"] },
        new BoardControl(GpuPowerLimitSetting.Name, SpecValueType.Power, "Power limit of every GPU (of those in gpus, where named), e.g. 400W.",
            b => new GpuPowerLimitSetting(b), value => GpuPowerLimitSetting.Text(SpecValueParser.Number(SpecValueType.Power, value)!.Value)),
        new BoardControl(GpuClocksSetting.Name, SpecValueType.Frequency, "What every GPU's clock is locked to, e.g. 1410MHz or 1200-1410MHz; NVML tells no lock, so this is of use with mode set.",
            b => new GpuClocksSetting(b), value => ClockRange.Parse(value)!.Value.ToString()),
        new GovernorControl(),
        new TurboControl { Choices = ["on", "off"] },
        new AffinityControl("cpu.affinity.server", "CPUs that the server may run on, all its processes, e.g. 0-3,8.", IsServer: true),
        new AffinityControl("cpu.affinity.client", "CPUs that the load client (Joulemark itself) may run on while the server is up.", IsServer: false),
        new AffinityMemoryControl(),
        new StartTemperatureControl(),
        new BackgroundCpuControl(),
        new ForeignGpuProcessesControl(),
        new FactControl("driver", "driver.nvidia", TextMatch.Version, "Version of NVIDIA's driver, or its beginning: 580 is any 580.x."),
        new FactControl("cuda", "cuda.driver", TextMatch.Version, "CUDA version that the driver is for, or its beginning."),
        new FactControl("os", "os.name", TextMatch.Version, "Operating system, or the beginning of its name."),
        new FactControl("kernel", "os.kernel", TextMatch.Version, "Version of the kernel, or its beginning: 6.1 is any 6.1.x."),
        new FactControl("server.version", "server.version", TextMatch.Version, "Version of the server, by its API, or its beginning.") { When = ControlTime.ServerUp },
        new FactControl("server.dtype", "server.model.dtype", TextMatch.Exact, "Number format of the model, as the server says it.") { When = ControlTime.ServerUp },
        new FactControl("server.max-batch", "server.max-batch", TextMatch.Exact, "Most sequences that the server takes into one batch.") { Type = SpecValueType.Integer, When = ControlTime.ServerUp },
        new FactControl("image", "server.image-digest", TextMatch.Digest, "Digest of the image that the server runs in, sha256:…") { When = ControlTime.ServerUp },
    ]);

    private static readonly Catalog<IReportWriter> ReportCatalog = new("report writer", w => w.Extension,
    [
        new HtmlWriter(),
        new MarkdownWriter(),
        new JsonWriter(),
        new CsvWriter(),
        new OpenMetricsWriter(),
    ]);

    /// <summary>Sources of energy, best first.</summary>
    public static IReadOnlyList<IMeterProvider> MeterProviders { get; } =
    [
        new NvmlMeterProvider(),
        new RaplMeterProvider(),
        new HwmonMeterProvider(),
        new PtdMeterProvider(),
        new RedfishMeterProvider(),
        new ExporterMeterProvider(),
        new PrometheusMeterProvider(),
        new ModelledMeterProvider(),
    ];

    public static IReadOnlyList<IMachineControl> Controls { get; } = [.. ControlCatalog.Names.Select(ControlCatalog.Get)];

    public static IReadOnlyList<string> ServerKinds => ServerCatalog.Names;

    public static IReadOnlyList<string> WorkloadKinds => WorkloadCatalog.Names;

    public static IReadOnlyList<string> Scorers => ScorerCatalog.Names;

    public static IReadOnlyList<string> LoadKinds => LoadCatalog.Names;

    /// <summary>What a report's file may end with.</summary>
    public static IReadOnlyList<string> ReportExtensions => ReportCatalog.Names;

    public static IServerKind Server(string name) => ServerCatalog.Get(name);

    public static IWorkload Workload(string kind) => WorkloadCatalog.Get(kind);

    public static IReportWriter ReportWriter(string extension) => ReportCatalog.Get(extension);

    public static ILoadShape Load(string kind) => LoadCatalog.Get(kind);

    /// <summary>The scorer a spec names; the workload's own choice for <c>auto</c>, none for <c>none</c>.</summary>
    public static IScorer? Scorer(string name, Func<IScorer?> auto) => name switch
    {
        "auto" => auto(),
        "none" => null,
        _ => ScorerCatalog.Get(name),
    };
}
