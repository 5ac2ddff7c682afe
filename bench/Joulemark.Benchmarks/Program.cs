using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Joulemark.Benchmarks;

switch (args)
{
    case ["model", .. var names]:
        await ModelThroughput.RunAsync(names);
        return 0;
    case ["load", { Length: > 0 } url, .. var settings]:
        return await LoadBench.RunAsync(url, settings);
    case ["schedule", { Length: > 0 } server, .. var traces]:
        await ScheduleBench.RunAsync(server, traces);
        return 0;
    case ["sse", .. var rest]:
        // In this process: the generated project that is the default would be built with this repository's rules.
        BenchmarkRunner.Run<SseBenchmarks>(DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)), rest);
        return 0;
    case ["integrate"]:
        IntegrationSpeed.Run();
        return 0;
    case ["folder", { Length: > 0 } runs, var requests, var samples, var tokens]:
        await AnalysisBench.WriteAsync(runs, int.Parse(requests, CultureInfo.InvariantCulture), int.Parse(samples, CultureInfo.InvariantCulture), int.Parse(tokens, CultureInfo.InvariantCulture));
        return 0;
    case ["analysis", { Length: > 0 } folder]:
        AnalysisBench.Run(folder);
        return 0;
    case ["capture"]:
        CaptureCost.Run();
        return 0;
    case ["meters"]:
        await MeteringCost.RunAsync();
        return 0;
    case ["watch"]:
        await WatchCost.RunAsync();
        return 0;
    case ["measure", .. { Length: > 0 } joulemark]:
        await MeasureOverhead.RunAsync(joulemark);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: dotnet run -c Release --project bench/Joulemark.Benchmarks -- model [NAME]... | load URL [requests=N] [KEY=VALUE]... | schedule fake|URL|MOCK [TRACE]... | sse | integrate | folder RUNS REQUESTS SAMPLES TOKENS | analysis RUN | capture | meters | watch | measure JOULEMARK...");
        return 2;
}
