using System.Text.Json;

namespace Joulemark.Storage;

/// <summary>A record that can be read, and says what cannot be.</summary>
/// <param name="what">What that is, to be said behind the line's number.</param>
internal sealed class ImpossibleRecordException(string what) : JsonException(what);
