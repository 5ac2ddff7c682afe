using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>The records of the runs that a run goes on from.</summary>
internal static class EarlierRuns
{
    /// <summary>Reads them, the first run first. One that is not there, or that goes on from itself, is damage: what was measured before is missing. What one of them lost is its own damage.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder.</param>
    public static RunRecord AddTo(RunRecord run, string path)
    {
        var chain = RunChain.Of(path);
        var (earlier, damage) = (new List<RunRecord>(), new List<string>(run.Damage));
        if (chain.Problem is { } problem)
            damage.Add($"{problem}: what was measured there is missing; put that folder beside it");
        foreach (var folder in chain.Folders.SkipLast(1))
        {
            try
            {
                earlier.Add(RunFolderReader.ReadAlone(folder) with { ContinuedBy = run.Header.Id });
            }
            catch (JoulemarkException e)
            {
                damage.Add(e.Diagnostics[0].Message);
            }
        }

        return run with { Earlier = earlier, Damage = damage };
    }
}
