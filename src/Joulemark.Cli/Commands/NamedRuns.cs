using Joulemark.Analysis;
using Joulemark.Comparison;
using Joulemark.Diagnostics;
using Joulemark.Records;
using Joulemark.Storage;

namespace Joulemark.Cli.Commands;

/// <summary>
/// Configurations as a user names them: <c>RUN</c>, or <c>RUN:CONFIGURATION</c> where a run has several. A run that goes on from
/// others has their configurations as well.
/// </summary>
internal sealed class NamedRuns
{
    private readonly Dictionary<string, RunRecord> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<RunRecord, IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)>> _points = new(ReferenceEqualityComparer.Instance);

    /// <summary>Reads the runs, each once.</summary>
    /// <param name="texts">All that a user wrote for one command.</param>
    /// <exception cref="JoulemarkException">Exit code 2: there is no such run.</exception>
    public NamedRuns(params IEnumerable<string> texts)
    {
        var folders = texts.Select(t => RunReference.Split(t).Folder).DistinctBy(Path.GetFullPath, StringComparer.Ordinal).ToList();
        foreach (var (folder, run) in folders.Zip(SideBySide.Of(folders, RunFolderReader.Read)))
            _byPath[Path.GetFullPath(folder)] = run;
    }

    /// <summary>What was read, by the folder's full path.</summary>
    public IReadOnlyDictionary<string, RunRecord> ByPath => _byPath;

    /// <summary>The run and the configuration of a name.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: no such configuration, or several and none is named.</exception>
    public (RunRecord Run, ConfigurationRecord Configuration) One(string text)
    {
        var (folder, name) = RunReference.Split(text);
        var run = _byPath[Path.GetFullPath(folder)];
        var points = Points(run);
        var choices = string.Join(", ", points.Select(p => $"'{folder}:{p.Configuration.Name}'"));
        var missing = RunChain.Of(folder).Problem is { } problem ? $". {problem}: what was measured there is missing" : "";
        if (name is null)
        {
            return points is [var only] ? only : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7020", DiagnosticSeverity.Error,
                $"'{folder}' has {points.Count} configurations, and none is named{missing}", points.Count == 0 ? "Give another run." : $"Name one: {choices}"));
        }

        var found = points.FirstOrDefault(p => p.Configuration.Name == name);
        return found.Run is not null ? found : throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7020", DiagnosticSeverity.Error,
            $"'{folder}' has no configuration '{name}'{Planning.NearestName.Suggestion(name, points.Select(p => p.Configuration.Name))}{missing}",
            missing.Length > 0 ? $"Put that folder beside it. Without it there is: {choices}" : $"It has: {choices}"));
    }

    /// <summary>The same, with the folder of the run that measured it.</summary>
    public (RunRecord Run, ConfigurationRecord Configuration, string Folder) InFolder(string text)
    {
        var (run, configuration) = One(text);
        return (run, configuration, RunChain.Of(RunReference.Split(text).Folder).Folders.First(f => RunFolderReader.ReadHeader(f)?.Id == run.Header.Id));
    }

    /// <summary>The same, where a run without a name stands for each of its configurations; one that another named run goes on from is in that one.</summary>
    public IEnumerable<(RunRecord Run, ConfigurationRecord Configuration)> All(string text)
    {
        var (folder, name) = RunReference.Split(text);
        var run = _byPath[Path.GetFullPath(folder)];
        return name is not null ? [One(text)] : GoesOnFrom(run.Header.Id) is null ? Points(run) : [];
    }

    private IReadOnlyList<(RunRecord Run, ConfigurationRecord Configuration)> Points(RunRecord run) =>
        _points.TryGetValue(run, out var known) ? known : _points[run] = [.. RunPoints.Of(run).Select(p => (AsContinued(p.Run), p.Configuration))];

    /// <summary>A run as the last of the named ones knows it that go on from it: what it had finished counts there.</summary>
    private RunRecord AsContinued(RunRecord run) => GoesOnFrom(run.Header.Id)?.Earlier.First(e => e.Header.Id == run.Header.Id) ?? run;

    private RunRecord? GoesOnFrom(string id) => _byPath.Values.Where(r => r.Earlier.Any(e => e.Header.Id == id)).MaxBy(r => r.Earlier.Count);
}
