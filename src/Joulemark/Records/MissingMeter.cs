using System.Text.Json.Serialization;

namespace Joulemark.Records;

/// <summary>Something that cannot be measured here, and what to do about it.</summary>
/// <param name="Source">The source that looked, e.g. <c>rapl</c>.</param>
/// <param name="What">What is missing, e.g. <c>CPU package and DRAM energy</c>.</param>
/// <param name="Reason">Why, as found on this machine: no such file, permission denied, a virtual machine …</param>
/// <param name="Remedy">What the user can do.</param>
public sealed record MissingMeter(string Source, string What, string Reason, string Remedy)
{
    /// <summary>
    /// The part of this machine that is there and cannot be read, so that a boundary that holds it is not available; null
    /// where nothing says that the machine has such a part.
    /// </summary>
    public MachinePart? Part { get; init; }

    /// <summary>
    /// True for a board that the machine has and does not show here (a container's view, another driver): the boundary gpu
    /// counts those that are shown, and what counts every board of the machine cannot be had.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsHidden { get; init; }

    /// <summary>The machine that it is about; null for this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>
    /// Identity of the device that cannot be read, as in <see cref="Channel.DeviceId"/>, so that another source may stand in
    /// for this one by reading it; null where unknown.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeviceId { get; init; }
}
