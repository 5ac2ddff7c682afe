namespace Joulemark.Planning;

/// <summary>What the value of a spec key may be.</summary>
internal enum SpecValueType
{
    Text,
    Choice,
    Integer,
    Number,

    /// <summary>A number with a unit: <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1h</c>.</summary>
    Duration,

    /// <summary>A duration, or the word <c>auto</c>.</summary>
    DurationOrAuto,

    /// <summary>A share: <c>2%</c> or <c>0.02</c>.</summary>
    Fraction,

    /// <summary>An absolute http or https address.</summary>
    Url,

    /// <summary>A list of texts; kept, and set on the command line, as one text with commas between.</summary>
    TextList,

    /// <summary>A power: <c>400W</c>, <c>0.4kW</c>, <c>400000mW</c>.</summary>
    Power,

    /// <summary>A frequency, or a span of them: <c>1410MHz</c>, <c>1.41GHz</c>, <c>1200-1410MHz</c>.</summary>
    Frequency,

    /// <summary>A temperature in degrees Celsius: <c>50C</c>.</summary>
    Temperature,

    /// <summary>Numbers of CPUs or nodes as the kernel writes them: <c>0-3,8</c>.</summary>
    CpuList,

    /// <summary>Words of a command line: a list, or one text that is split as a shell does; kept as a JSON array.</summary>
    WordList,

    /// <summary>An amount of memory with its unit: <c>512MiB</c>, <c>64GiB</c>, <c>8GB</c>; the base unit is the byte.</summary>
    Size,
}
