using Joulemark.Comparison;
using Joulemark.Records;
using Joulemark.Storage;
using Xunit;

namespace Joulemark.Tests.Storage;

/// <summary>Run folders made of records, as a run leaves them.</summary>
internal static class RunFolders
{
    /// <summary>Writes a run's records, and its result where it is asked for.</summary>
    public static async Task<string> WriteAsync(string runs, RunRecord run, bool withResult = false)
    {
        await using var writer = RunFolderWriter.Create(runs, run.Header, run.Machine);
        foreach (var window in run.Windows)
            writer.Write(window);
        foreach (var request in run.Requests)
            writer.Write(request);
        foreach (var sample in run.Samples)
            writer.Write(sample);
        foreach (var runEvent in run.Events)
            writer.Write(runEvent);
        await writer.CompleteAsync(run.Header.Status, run.Machine);
        Assert.Null(writer.Failure);
        if (withResult)
            ResultFile.Write(writer.Path, RunJudge.Judge(RunFolderReader.Read(writer.Path)));
        return writer.Path;
    }
}
