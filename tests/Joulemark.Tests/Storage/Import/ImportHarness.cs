using System.Text.Json;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Reporting;
using Joulemark.Storage;
using Joulemark.Storage.Import;
using Xunit;

namespace Joulemark.Tests.Storage.Import;

/// <summary>A folder of its own for files and runs, and an import from the one into the other.</summary>
internal sealed class ImportHarness : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("joulemark-").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public ImportOptions Options(string path) => new() { Path = path, Runs = Path.Combine(Folder, "runs") };

    /// <summary>Imports, and reads and analyses the run folder as <c>joulemark report</c> does.</summary>
    public async Task<(RunRecord Record, RunResult Result)> ImportAsync(ImportOptions options)
    {
        var folder = await Importer.RunAsync(options, TimeProvider.System);
        var record = RunFolderReader.Read(folder);
        Assert.Empty(record.Damage);
        Assert.NotNull(record.Header.FileHashes);
        var result = RunJudge.Judge(record);
        Assert.Contains("Where it comes from", HtmlReportWriter.Write(record, result), StringComparison.Ordinal);
        return (record, result);
    }

    /// <summary>The text of an answer as it is on disk; whoever reads a run for its figures leaves it there.</summary>
    public string OutputOf(RunRecord record, int request) =>
        JsonElement.Parse(File.ReadLines(Path.Combine(Folder, "runs", record.Header.Id, RunFolder.Requests)).ElementAt(request)).GetProperty("output").GetString()!;

    public Task<(RunRecord Record, RunResult Result)> ImportAsync(string path) => ImportAsync(Options(path));

    public async Task<Diagnostic> FailAsync(ImportOptions options)
    {
        var e = await Assert.ThrowsAsync<JoulemarkException>(() => Importer.RunAsync(options, TimeProvider.System));
        Assert.Equal(ExitCode.BadUsage, e.ExitCode);
        var diagnostic = Assert.Single(e.Diagnostics);
        Assert.False(string.IsNullOrEmpty(diagnostic.Remedy));
        return diagnostic;
    }

    public Task<Diagnostic> FailAsync(string path) => FailAsync(Options(path));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
