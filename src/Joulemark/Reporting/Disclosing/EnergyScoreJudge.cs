using System.Globalization;
using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Comparison.Recommending;
using Joulemark.Records;

namespace Joulemark.Reporting.Disclosing;

/// <summary>Holds a configuration to the AI Energy Score's protocol, as far as the records tell.</summary>
internal static class EnergyScoreJudge
{
    private const int Queries = 1000;
    private const int Runs = 10;
    private const double LeastGib = 78; // 80 GB by the name are 79.6 GiB by the driver
    private const double MostGib = 81;

    public static IEnumerable<string> Differences(Contender contender, ConfigurationFingerprint facts, DisclosedBoards boards)
    {
        var (result, configuration, evidence) = (contender.Result, contender.Configuration, contender.Evidence);
        if (result.Boundary != Boundary.Gpu)
            yield return $"the boundary is {(result.Boundary is { } boundary ? RecordNames.Of(boundary) : "none")}, there it is the GPUs";
        if (result.Provenance is Provenance.Modelled or Provenance.Missing)
            yield return result.Provenance == Provenance.Missing ? "no energy was measured" : "the energy is estimated, not measured";
        if (evidence.IsCommand)
        {
            yield return "a command was measured, which has no queries";
            yield break;
        }

        if (!AreH100(boards))
            yield return $"the hardware is {boards.Model.Value switch { null => "not known to have a GPU", "none" => "a machine without a GPU", var model => model }}, there it is the NVIDIA H100 80 GB";
        else if (boards.Count.Value != "1")
            yield return $"the joules of {boards.Count.Value ?? "an unknown number of"} GPUs are counted, there one GPU is used where the model fits";
        if (facts["server.model.dtype"].Value is not ("float16" or "fp16" or "half"))
            yield return $"the weights are {facts["server.model.dtype"].Value ?? "of a type that the records do not tell"}, there they are FP16";
        if (facts["server.model.quantization"].Value is { Length: > 0 } quantization && quantization != "none")
            yield return $"the model is quantised ({quantization}), there it is not";
        if (!contender.Validity.Valid)
            yield return "the figures are not valid";
        if (!AsksOneByOne(evidence))
            yield return $"the load is {evidence.Value("load.kind") ?? "not known"}{(evidence.Value("load.kind") == "concurrency" ? $" of {evidence.Value("load.concurrency")}" : "")}, there one query runs at a time";
        if (configuration.TaskRequests != Queries || configuration.TaskDistinctItems != Queries)
            yield return string.Create(CultureInfo.InvariantCulture, $"the task is {configuration.TaskRequests} queries ({configuration.TaskDistinctItems} distinct), there it is {Queries}");
        if (evidence.Windows.Count < Runs || !evidence.WindowRecords.All(w => w.IsWholeTask))
            yield return string.Create(CultureInfo.InvariantCulture, $"the figure is the mean of {evidence.Windows.Count} {(evidence.WindowRecords.All(w => w.IsWholeTask) ? "runs" : "windows of steady state")}, there of {Runs} runs over the whole data set");
    }

    private static bool AsksOneByOne(ConfigurationEvidence evidence) =>
        evidence.Value("load.kind") == "single-stream" || (evidence.Value("load.kind") == "concurrency" && evidence.Value("load.concurrency") == "1");

    private static bool AreH100(DisclosedBoards boards) =>
        DisclosedBoards.All(boards.Model, m => m.Contains("H100", StringComparison.Ordinal))
        && DisclosedBoards.All(boards.Each("memory-gib"), m => double.TryParse(m, CultureInfo.InvariantCulture, out var gib) && gib is >= LeastGib and <= MostGib);
}
