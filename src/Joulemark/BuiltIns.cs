using Joulemark.Load;
using Joulemark.Metering.Exporters;
using Joulemark.Metering.Hwmon;
using Joulemark.Metering.Modelled;
using Joulemark.Metering.Nvml;
using Joulemark.Metering.Ptd;
using Joulemark.Metering.Rapl;
using Joulemark.Metering.Redfish;
using Joulemark.Metering;
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

    public static IReadOnlyList<string> ServerKinds => ServerCatalog.Names;

    public static IReadOnlyList<string> WorkloadKinds => WorkloadCatalog.Names;

    public static IReadOnlyList<string> Scorers => ScorerCatalog.Names;

    public static IReadOnlyList<string> LoadKinds => LoadCatalog.Names;

    public static IServerKind Server(string name) => ServerCatalog.Get(name);

    public static IWorkload Workload(string kind) => WorkloadCatalog.Get(kind);

    public static ILoadShape Load(string kind) => LoadCatalog.Get(kind);

    /// <summary>The scorer a spec names; the workload's own choice for <c>auto</c>, none for <c>none</c>.</summary>
    public static IScorer? Scorer(string name, Func<IScorer?> auto) => name switch
    {
        "auto" => auto(),
        "none" => null,
        _ => ScorerCatalog.Get(name),
    };
}
