using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Tests.Faults;

/// <summary>
/// The course of every run here, and what the machine truly drew in it: idle, idle with the server up, three windows under
/// load, idle again. Power is a staircase of random levels, so its energy is known to the last joule.
/// </summary>
/// <param name="unit">Seconds in a unit of the course: 1 for fast meters, more for slow ones.</param>
/// <param name="noise">How far the levels scatter, relative.</param>
internal sealed class FaultCourse(double unit = 1, double noise = 0.1)
{
    /// <summary>Length of a window in units.</summary>
    public const double Window = 10;

    /// <summary>Units that the whole course takes.</summary>
    public const double Length = 58;

    private const double Step = 0.25;
    private static readonly double[] WindowStarts = [14, 27, 40];
    private readonly (double Seconds, double Watts)[] _steps = [.. Steps(unit, noise)];

    public double Unit => unit;

    /// <summary>From which second on, how many watts; the last one ends the course.</summary>
    public IReadOnlyList<(double Seconds, double Watts)> Power => _steps;

    /// <summary>Start and end of every stage, in units.</summary>
    public static IReadOnlyList<(Stage Stage, int Repeat, double Start, double End)> Stages { get; } =
    [
        (Stage.Idle, 0, 1, 5),
        (Stage.IdleLoaded, 0, 7, 11),
        .. WindowStarts.Select((start, i) => (Stage.Window, i + 1, start, start + Window)),
        (Stage.IdleAfter, 0, 53, 57),
    ];

    /// <summary>Watts at a second.</summary>
    public double Watts(double seconds) => _steps.Last(s => s.Seconds <= Math.Max(0, seconds)).Watts;

    /// <summary>Joules from the course's start to a second.</summary>
    public double Joules(double seconds)
    {
        double joules = 0;
        for (var i = 0; i + 1 < _steps.Length && _steps[i].Seconds < seconds; i++)
            joules += _steps[i].Watts * (Math.Min(seconds, _steps[i + 1].Seconds) - _steps[i].Seconds);
        return joules;
    }

    /// <summary>Joules of a stage.</summary>
    public double JoulesOf(Stage stage, int repeat = 0)
    {
        var (_, _, start, end) = Stages.Single(s => s.Stage == stage && s.Repeat == repeat);
        return Joules(end * unit) - Joules(start * unit);
    }

    /// <summary>Highest mean watts over a second inside the windows.</summary>
    public double Peak() => Stages.Where(s => s.Stage == Stage.Window)
        .SelectMany(s => Enumerable.Range(0, (int)((Window * unit) - 1)).Select(i => Joules((s.Start * unit) + i + 1) - Joules((s.Start * unit) + i))).Max();

    /// <summary>The windows as a run records them.</summary>
    public IEnumerable<WindowRecord> Windows() => Stages.Select(s => new WindowRecord
    {
        Configuration = s.Stage is Stage.Idle or Stage.IdleAfter ? null : SampleRun.Configuration,
        Stage = s.Stage,
        Repeat = s.Repeat,
        Start = At(s.Start * unit),
        End = At(s.End * unit),
    });

    /// <summary>Ten requests a window, one after the other.</summary>
    public IEnumerable<RequestRecord> Requests() =>
        from window in Stages
        where window.Stage == Stage.Window
        from i in Enumerable.Range(0, 10)
        let due = (window.Start + i + 0.02) * unit
        select new RequestRecord
        {
            Configuration = SampleRun.Configuration,
            Stage = Stage.Window,
            Repeat = window.Repeat,
            Item = ((window.Repeat - 1) * 10) + i,
            Scheduled = At(due),
            Sent = At(due),
            FirstByte = At(due + (0.1 * unit)),
            FirstToken = At(due + (0.1 * unit)),
            LastToken = At(due + (0.9 * unit)),
            Ended = At(due + (0.95 * unit)),
            Tokens = [At(due + (0.1 * unit)), At(due + (0.9 * unit))],
            Usage = new TokenUsage(5, 2),
            FinishReason = "stop",
            Output = "answer: 1",
            Score = 1,
        };

    public static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));

    private static IEnumerable<(double Seconds, double Watts)> Steps(double unit, double noise)
    {
        var random = new Random(7);
        for (double at = 0; at <= Length; at += Step)
        {
            var level = at is < 6 or >= 51 ? 80 : at < 12.5 ? 100 : 300;
            yield return (at * unit, level * (1 + (noise * ((2 * random.NextDouble()) - 1))));
        }
    }
}
