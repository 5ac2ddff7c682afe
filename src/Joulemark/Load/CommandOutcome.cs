using Joulemark.Metrology;

namespace Joulemark.Load;

/// <summary>One run of a command.</summary>
/// <param name="Started">When it was handed to the system.</param>
/// <param name="Ended">When its end was noticed.</param>
/// <param name="ExitCode">Its exit code; 128 + the signal's number where a signal ended it, as shells have it.</param>
internal readonly record struct CommandOutcome(Timestamp Started, Timestamp Ended, int ExitCode);
