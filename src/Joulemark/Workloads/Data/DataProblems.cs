using Joulemark.Diagnostics;

namespace Joulemark.Workloads.Data;

/// <summary>What is wrong with a data file: every place of it, up to a number that a person reads.</summary>
internal sealed class DataProblems(string file, string remedy)
{
    private const int MostReported = 20;
    private readonly List<Diagnostic> _problems = [];
    private long _more;

    /// <summary>Notes a problem at a place, both from 1.</summary>
    public void Add(long line, long column, string message)
    {
        if (_problems.Count >= MostReported)
        {
            _more++;
            return;
        }

        _problems.Add(new Diagnostic("JM1008", DiagnosticSeverity.Error, message, remedy) { File = file, Line = (int)line, Column = (int)column });
    }

    /// <summary>Fails where anything was noted.</summary>
    /// <exception cref="JoulemarkException">All that was noted.</exception>
    public void Throw()
    {
        if (_more > 0)
            _problems[^1] = _problems[^1] with { Message = $"{_problems[^1].Message} (and {_more} more problems after it)" };
        if (_problems.Count > 0)
            throw new JoulemarkException(ExitCode.BadUsage, _problems);
    }

    /// <summary>A problem of the file as a whole.</summary>
    public static JoulemarkException Whole(string message, string remedy) =>
        new(ExitCode.BadUsage, new Diagnostic("JM1008", DiagnosticSeverity.Error, message, remedy));
}
