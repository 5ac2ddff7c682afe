using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>The runs that a run goes on from: folders beside it, each named by the one after it.</summary>
internal static class EarlierRuns
{
    /// <summary>Follows the names to the first run. One that is not there is damage: what it had measured is missing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder.</param>
    /// <exception cref="JoulemarkException">Exit code 2: the names go round in a circle.</exception>
    public static RunRecord AddTo(RunRecord run, string path)
    {
        var own = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var seen = new HashSet<string>(StringComparer.Ordinal) { Path.GetFileName(own) };
        var (earlier, damage) = (new List<RunRecord>(), new List<string>(run.Damage));
        for (var name = run.Header.Continues; name is not null; name = earlier[0].Header.Continues)
        {
            if (!seen.Add(name))
            {
                throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM5036", DiagnosticSeverity.Error,
                    $"'{path}' goes on from itself: {string.Join(" after ", seen)} after {name}", "Its run.json was changed by hand: restore it, or give the first run's folder."));
            }

            if (Find(Path.GetDirectoryName(own)!, name) is not { } before)
            {
                damage.Add($"the run goes on from '{name}', which is not beside it or cannot be read, so that what was measured there is missing");
                break;
            }

            earlier.Insert(0, before);
            damage.AddRange(before.Damage.Select(d => $"{name}: {d}"));
        }

        return run with { Earlier = earlier, Damage = damage };
    }

    private static RunRecord? Find(string folder, string name)
    {
        if (name != Path.GetFileName(name) || name is "" or "." or "..")
            return null; // a name, and no way out of the runs folder
        try
        {
            return RunFolderReader.ReadAlone(Path.Combine(folder, name));
        }
        catch (JoulemarkException)
        {
            return null;
        }
    }
}
