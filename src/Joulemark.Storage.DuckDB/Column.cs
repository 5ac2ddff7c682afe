namespace Joulemark.Storage.DuckDB;

/// <summary>What a query may ask of a file's lines, or of the whole of it.</summary>
/// <param name="Name">As in the file.</param>
/// <param name="Type">In SQL.</param>
/// <param name="IsKey">True for what every line has: one without it was cut off, or is damaged.</param>
internal sealed record Column(string Name, string Type, bool IsKey = false);
