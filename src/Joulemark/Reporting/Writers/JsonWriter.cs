using System.Text.Json;
using Joulemark.Storage;

namespace Joulemark.Reporting.Writers;

/// <summary>Writes results as they are kept in run folders: of one run its <c>result.json</c>, of several one document with all of them.</summary>
internal sealed class JsonWriter : IReportWriter
{
    public string Extension => ".json";

    public byte[] Write(IReadOnlyList<ReportedRun> runs) => runs is [var only] ? ResultFile.ToJson(only.Result)
        : JsonSerializer.SerializeToUtf8Bytes(new ResultList([.. runs.Select(r => r.Result)], ReportedHistories.Of(ReportedRun.HistoriesOf(runs))), RecordJson.Indented.ResultList);
}
