using System.Text.Json;

namespace Joulemark.Metering.Redfish;

/// <summary>An answer of a BMC, or why there is none.</summary>
/// <param name="Outcome">What became of the question.</param>
/// <param name="Body">The resource; undefined unless found.</param>
/// <param name="Problem">What went wrong, for people; empty when found.</param>
internal readonly record struct RedfishAnswer(RedfishOutcome Outcome, JsonElement Body, string Problem)
{
    public static RedfishAnswer Found(JsonElement body) => new(RedfishOutcome.Found, body, "");

    public static RedfishAnswer Not(RedfishOutcome outcome, string problem) => new(outcome, default, problem);
}
