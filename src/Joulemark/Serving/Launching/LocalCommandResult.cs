namespace Joulemark.Serving.Launching;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; null where it could not be run or took too long.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error, or why there is no exit code.</param>
internal sealed record LocalCommandResult(int? ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said, for a message.</summary>
    public string Words => ServerWords.Clean(SecretPatterns.Redact(Error.Trim().Length > 0 ? Error : Output)) is { Length: > 0 } said ? said : $"exit code {ExitCode}";
}
