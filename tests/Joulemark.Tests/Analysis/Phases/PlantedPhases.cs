using Joulemark.Analysis.Phases;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Tests.Analysis.Phases;

/// <summary>
/// A machine of 150 W that takes 20 mJ for a prompt token, evenly from sending to the first token 20 ms later, and 150 mJ for
/// an output token when it comes; three windows of 30 s. Nothing waits, and nothing else takes power: what is read
/// wrong is the sensor's timing, or the analysis of it.
/// </summary>
internal sealed class PlantedPhases
{
    public const double Prefill = 0.02;
    public const double Decode = 0.15;

    private const double Watts = 150;
    private const double Step = 0.0005;
    private const int Windows = 3;
    private const int WindowSeconds = 30;
    private const double Before = 5;
    private static readonly double End = Before + (Windows * (WindowSeconds + 2)) + 3;

    private readonly double[] _joules = new double[(int)(End / Step) + 1];
    private readonly List<RequestRecord> _requests = [];
    private readonly int _seed;

    /// <summary>Requests at random times, or so many in flight all the time.</summary>
    /// <param name="load">What is asked.</param>
    /// <param name="seed">What is drawn.</param>
    public PlantedPhases(PlantedLoad load, int seed)
    {
        _seed = seed;
        var random = new SeededRandom(6, seed);
        var next = new PriorityQueue<int, double>(Enumerable.Range(0, Math.Max(1, load.InFlight)).Select(i => (i, 0.0)));
        while (next.TryPeek(out _, out var sent) && sent < End)
        {
            var ended = Ask(random, load, sent);
            next.DequeueEnqueue(0, load.InFlight > 0 ? ended + 0.001 : sent - (Math.Log(1 - random.NextDouble()) / load.Rate));
        }

        for (var i = 1; i < _joules.Length; i++)
            _joules[i] += _joules[i - 1] + (Watts * Step);
    }

    /// <summary>Prefill and decode as they are read.</summary>
    public PhaseEnergies Read(PhaseSensor sensor) =>
        PhaseMeter.Read(sensor, [.. Enumerable.Range(0, Windows).Select(w => Before + (w * (WindowSeconds + 2.0))).Select(s => (s, s + WindowSeconds))], _requests, Drawn, _seed);

    /// <summary>Asks at a moment, and says when the answer is whole.</summary>
    private double Ask(SeededRandom random, PlantedLoad load, double sent)
    {
        var (prompt, output) = (load.Prompt.Least + random.Next(load.Prompt.Most - load.Prompt.Least + 1), load.Output.Least + random.Next(load.Output.Most - load.Output.Least + 1));
        var (at, steps) = ((int)(sent / Step), (int)((0.018 + (0.004 * random.NextDouble())) / Step));
        for (var i = 1; i <= steps; i++)
            Draw(at + i, Prefill * prompt / steps);
        double[] tokens = [.. Enumerable.Range(0, output).Select(i => (at + steps + (int)Math.Round(i * load.TokenSeconds / Step)) * Step)];
        foreach (var token in tokens.Skip(1))
            Draw((int)Math.Round(token / Step) + 1, Decode);
        _requests.Add(new RequestRecord
        {
            Configuration = "only", Stage = Stage.Window, Scheduled = PhaseMeter.Moment(at * Step), Sent = PhaseMeter.Moment(at * Step), FirstToken = PhaseMeter.Moment(tokens[0]), LastToken = PhaseMeter.Moment(tokens[^1]),
            Ended = PhaseMeter.Moment(tokens[^1]), Tokens = [.. tokens.Select(PhaseMeter.Moment)], Usage = new TokenUsage(prompt, output),
        });
        return tokens[^1];
    }

    private void Draw(int at, double joules)
    {
        if (at < _joules.Length)
            _joules[at] += joules;
    }

    private double Drawn(double time)
    {
        var at = Math.Clamp(time / Step, 0, _joules.Length - 2);
        return _joules[(int)at] + ((at - (int)at) * (_joules[(int)at + 1] - _joules[(int)at]));
    }
}

/// <summary>What is asked.</summary>
/// <param name="Prompt">Tokens of a prompt.</param>
/// <param name="Output">Tokens of an answer.</param>
/// <param name="TokenSeconds">Time from token to token.</param>
/// <param name="Rate">Requests a second, at random times.</param>
/// <param name="InFlight">Requests that are always in flight, instead; they begin together.</param>
internal sealed record PlantedLoad((int Least, int Most) Prompt, (int Least, int Most) Output, double TokenSeconds, double Rate, int InFlight = 0);
