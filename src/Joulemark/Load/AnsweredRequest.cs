using Joulemark.Metrology;
using Joulemark.Serving;

namespace Joulemark.Load;

/// <summary>A request with its answer, on its way to the record.</summary>
/// <param name="Asked">The item it asked.</param>
/// <param name="Query">Number of the query it is a sample of; null where it is none.</param>
/// <param name="Turn">Which turn of a conversation.</param>
/// <param name="Request">What was sent.</param>
/// <param name="Scheduled">When it was due.</param>
/// <param name="Reply">What came back.</param>
internal sealed record AnsweredRequest(AskedItem Asked, int? Query, int Turn, ServerRequest Request, Timestamp Scheduled, ServerReply Reply);
