namespace Joulemark.Testing.Servers;

/// <summary>What a <see cref="FakePtd"/> measures and how it misbehaves. The defaults are those of a working analyzer.</summary>
public sealed record FakePtdBehavior
{
    /// <summary>The instrument it names; default <c>FakeWT310E</c>.</summary>
    public string Model { get; init; } = "FakeWT310E";

    /// <summary>The mode it names; default <c>power</c>.</summary>
    public string Mode { get; init; } = "power";

    /// <summary>Watts of each sample; default 312.5. Real daemons give -1 for an error and -2 for a missed sample.</summary>
    public double Watts { get; init; } = 312.5;

    /// <summary>Volts of each sample; default 230.</summary>
    public double Volts { get; init; } = 230;

    /// <summary>Amperes of each sample; default 1.4.</summary>
    public double Amps { get; init; } = 1.4;

    /// <summary>Mean uncertainty of the samples, relative; default 0.002. Null for a daemon that cannot tell.</summary>
    public double? Uncertainty { get; init; } = 0.002;

    /// <summary>Samples that each question for new ones is answered with; default 1.</summary>
    public int SamplesPerRead { get; init; } = 1;

    /// <summary>By how much its clock is ahead; default none. Whole hours are another time zone.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>Whether ranges can be set; default true.</summary>
    public bool SetsRanges { get; init; } = true;

    /// <summary>Whether it wants to be told how many samples to give (<c>RL,*</c>), as older daemons do; default false.</summary>
    public bool WantsCount { get; init; }

    /// <summary>Leaves a command that begins so without an answer; null, the default, for none.</summary>
    public string? HangsOn { get; init; }

    /// <summary>Answers a command that begins so with an error; null, the default, for none.</summary>
    public string? FailsOn { get; init; }

    /// <summary>Closes every new connection at once; default false.</summary>
    public bool IsDown { get; init; }
}
