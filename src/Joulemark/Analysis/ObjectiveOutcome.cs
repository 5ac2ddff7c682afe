using System.Text.Json.Serialization;

namespace Joulemark.Analysis;

/// <summary>Whether an objective is met, as far as the figure's interval tells.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectiveOutcome>))]
public enum ObjectiveOutcome
{
    /// <summary>The whole interval is within the limit.</summary>
    [JsonStringEnumMemberName("met")]
    Met,

    /// <summary>The whole interval is beyond the limit.</summary>
    [JsonStringEnumMemberName("not-met")]
    NotMet,

    /// <summary>The limit lies inside the interval, or there is no interval or no figure.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,
}
