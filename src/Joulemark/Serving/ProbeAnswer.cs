using System.Text.Json;

namespace Joulemark.Serving;

/// <summary>What a server answered to a question about itself.</summary>
/// <param name="Url">What was asked.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">Media type; null when there is none.</param>
/// <param name="Body">The body as text.</param>
internal sealed record ProbeAnswer(Uri Url, int Status, string? MediaType, string Body)
{
    /// <summary>The body as JSON; null when it is none.</summary>
    public JsonElement? Json
    {
        get
        {
            try
            {
                return JsonElement.Parse(Body);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
