using Joulemark.Diagnostics;

namespace Joulemark.Storage;

/// <summary>Runs among many that cannot be used: they are named with what is wrong, and do not stop the others.</summary>
internal sealed class LeftOutRuns
{
    private const int MostNamed = 3;
    private readonly List<Diagnostic> _problems = [];

    /// <summary>What is said of them beside what the others give; null where none is left out.</summary>
    public Diagnostic? Warning { get; private set; }

    /// <summary>Reads each run that can be read.</summary>
    /// <param name="folders">The run folders.</param>
    /// <param name="read">Reads one; a <see cref="JoulemarkException"/> leaves it out.</param>
    public List<T> Keep<T>(IEnumerable<string> folders, Func<string, T> read)
    {
        var kept = new List<T>();
        foreach (var folder in folders)
        {
            try
            {
                kept.Add(read(folder));
            }
            catch (JoulemarkException e)
            {
                Add(e.Diagnostics[0]);
            }
        }

        return kept;
    }

    /// <summary>Leaves one out.</summary>
    public void Add(Diagnostic problem) => _problems.Add(problem);

    /// <summary>Once all were looked at.</summary>
    /// <param name="kept">How many are left.</param>
    /// <exception cref="JoulemarkException">Exit code 2: none is.</exception>
    public void End(int kept)
    {
        if (kept == 0 && _problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, _problems is [var only] ? only : Say(DiagnosticSeverity.Error, $"none of the {_problems.Count} runs can be read"));
        Warning = _problems.Count == 0 ? null : Say(DiagnosticSeverity.Warning, $"{_problems.Count} of {kept + _problems.Count} runs cannot be read and {(_problems.Count == 1 ? "is" : "are")} left out");
    }

    private Diagnostic Say(DiagnosticSeverity severity, string what)
    {
        var named = _problems.Take(MostNamed).ToList();
        return new Diagnostic("JM4082", severity, $"{what}: {string.Join("; ", named.Select(p => p.Message))}{(_problems.Count > MostNamed ? $"; and {_problems.Count - MostNamed} more" : "")}",
            string.Join(" ", named.Select(p => p.Remedy).OfType<string>().Distinct(StringComparer.Ordinal)));
    }
}
