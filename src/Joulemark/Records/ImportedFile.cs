namespace Joulemark.Records;

/// <summary>A file that was read, as it was.</summary>
/// <param name="Name">Its name, without the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, hexadecimal.</param>
public sealed record ImportedFile(string Name, long Bytes, string Sha256);
