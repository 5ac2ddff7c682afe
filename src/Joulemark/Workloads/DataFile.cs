namespace Joulemark.Workloads;

/// <summary>A data file that lies on this machine.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What to call it in records: its file name, or the address it came from.</param>
/// <param name="Sha256">SHA-256 of its content, lower-case hexadecimal.</param>
internal sealed record DataFile(string Path, string Name, string Sha256);
