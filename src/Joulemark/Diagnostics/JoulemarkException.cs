namespace Joulemark.Diagnostics;

/// <summary>An operation that cannot go on, with the diagnostics that say why and the exit code that says what kind.</summary>
public sealed class JoulemarkException : Exception
{
    /// <summary>Makes an exception from what was found.</summary>
    public JoulemarkException(ExitCode exitCode, params IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics.Select(d => d.ToString())))
    {
        ExitCode = exitCode;
        Diagnostics = diagnostics;
    }

    /// <summary>What the process should exit with.</summary>
    public ExitCode ExitCode { get; }

    /// <summary>All that was found wrong, not only the first.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
