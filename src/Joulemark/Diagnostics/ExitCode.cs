namespace Joulemark.Diagnostics;

/// <summary>The exit codes of every command.</summary>
public enum ExitCode
{
    /// <summary>Done, or the gate passed.</summary>
    Done = 0,

    /// <summary>The gate failed.</summary>
    GateFailed = 1,

    /// <summary>Bad usage or a bad spec.</summary>
    BadUsage = 2,

    /// <summary>Invalid, not comparable or inconclusive.</summary>
    Invalid = 3,

    /// <summary>The system under test failed.</summary>
    SystemUnderTestFailed = 4,

    /// <summary>Interrupted by the user or by SIGTERM.</summary>
    Interrupted = 130,
}
