using Joulemark.Analysis.Phases;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Statistics;

namespace Joulemark.Tests.Analysis.Phases;

/// <summary>How a simulated server works on prompts.</summary>
internal enum PromptOrder
{
    /// <summary>One after the other, while answers go on.</summary>
    InTurn,

    /// <summary>One after the other, while answers stand still.</summary>
    Stalling,

    /// <summary>All at once, each at its share of the pace.</summary>
    Together,

    /// <summary>In steps of at most so many tokens, with one token of every answer: chunked prefill.</summary>
    Chunked,
}

/// <summary>
/// A server of 100 W that takes 20 mJ for a prompt token and 0.5 J for an output token, under requests whose lengths and arrivals
/// scatter; three windows of 25 s, on a meter whose slices have 10 W of noise that goes on by half.
/// </summary>
internal sealed class PhaseServer
{
    public const double Prefill = 0.02;
    public const double Decode = 0.5;

    private const double Watts = 100;
    private const double Step = 0.005; // of the simulation, in seconds
    private const double TokenSeconds = 0.02;
    private const int ChunkTokens = 2048;
    private const int Windows = 3;
    private const int WindowSeconds = 25;
    private const double Before = 12; // of load ahead of the first window
    private static readonly double End = Before + (Windows * (WindowSeconds + 2)) + 15;

    private readonly SeededRandom _random;
    private readonly double[] _joules = new double[(int)Math.Round((End + 10) / Step)];
    private readonly Queue<Job> _waiting = [];
    private readonly List<Job> _prompts = [];
    private readonly List<Job> _answers = [];
    private readonly List<RequestRecord> _ended = [];
    private readonly int _seed;
    private double _now;

    /// <summary>Simulates a run.</summary>
    /// <param name="order">How prompts are worked on.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="pace">Prompt tokens a second.</param>
    /// <param name="slots">Requests in work at once.</param>
    /// <param name="seed">What is drawn.</param>
    /// <param name="inFlight">Requests that are always in flight, instead of those at a rate; they begin together.</param>
    public PhaseServer(PromptOrder order, double rate, double pace, int slots, int seed, int inFlight = 0)
    {
        (_random, _seed) = (new SeededRandom(5, seed), seed);
        for (var next = 0.0; _now < End;)
        {
            for (; inFlight > _waiting.Count + _prompts.Count + _answers.Count;)
                _waiting.Enqueue(new Job(_now, 100 + _random.Next(2901), 10 + _random.Next(191)));
            for (; inFlight == 0 && next <= _now; next -= Math.Log(1 - _random.NextDouble()) / rate)
                _waiting.Enqueue(new Job(next, 100 + _random.Next(2901), 10 + _random.Next(191)));
            while (_waiting.Count > 0 && _prompts.Count + _answers.Count < slots && (_prompts.Count == 0 || order is PromptOrder.Together or PromptOrder.Chunked))
                _prompts.Add(_waiting.Dequeue());
            if (order == PromptOrder.Chunked)
                DoStep(pace);
            else
                Go(order, pace);
        }

        Cumulate();
    }

    /// <summary>Prefill and decode as they are read from what a client and a meter see.</summary>
    public PhaseEnergies Read(PhaseSensor sensor = PhaseSensor.Exact) =>
        PhaseMeter.Read(sensor, [.. Enumerable.Range(0, Windows).Select(w => Before + (w * (WindowSeconds + 2))).Select(s => (s, s + WindowSeconds))], _ended, Drawn, _seed);

    private static Timestamp Moment(double seconds) => PhaseMeter.Moment(seconds);

    private void Go(PromptOrder order, double pace)
    {
        var (joules, share, stands) = (Watts * Step, pace * Step / Math.Max(1, _prompts.Count), order == PromptOrder.Stalling && _prompts.Count > 0);
        for (var i = _answers.Count - 1; i >= 0 && !stands; i--)
        {
            var (answer, before) = (_answers[i], (int)(_answers[i].Made + 1e-9));
            var made = Math.Min(Step / TokenSeconds, answer.Output - 1 - answer.Made);
            (answer.Made, joules) = (answer.Made + made, joules + (Decode * made));
            if ((int)(answer.Made + 1e-9) > before)
                Token(answer, _now + Step);
        }

        for (var i = _prompts.Count - 1; i >= 0; i--)
        {
            var (prompt, done) = (_prompts[i], Math.Min(share, _prompts[i].Prompt - _prompts[i].Done));
            (prompt.Done, joules) = (prompt.Done + done, joules + (Prefill * done));
            if (prompt.Done >= prompt.Prompt - 1e-6)
                First(prompt, _now + Step);
        }

        Draw(_now, Step, joules);
        _now += Step;
    }

    /// <summary>One step of a batch.</summary>
    private void DoStep(double pace)
    {
        var (budget, worked) = (ChunkTokens - _answers.Count, new List<(Job Job, double Tokens)>());
        foreach (var prompt in _prompts)
        {
            var tokens = Math.Min(budget - worked.Sum(w => w.Tokens), prompt.Prompt - prompt.Done);
            if (tokens > 0)
                worked.Add((prompt, tokens));
        }

        var (all, answers) = (worked.Sum(w => w.Tokens), _answers.ToList());
        var length = all == 0 && answers.Count == 0 ? Step : (TokenSeconds / 2) + (all / pace);
        Draw(_now, length, (Watts * length) + (Prefill * all) + (Decode * answers.Count));
        _now += length;
        foreach (var answer in answers)
        {
            answer.Made++;
            Token(answer, _now);
        }

        foreach (var (prompt, tokens) in worked)
        {
            prompt.Done += tokens;
            if (prompt.Done >= prompt.Prompt)
                First(prompt, _now);
        }
    }

    private void First(Job job, double at)
    {
        job.Tokens.Add(Moment(at));
        _prompts.Remove(job);
        _answers.Add(job);
    }

    private void Token(Job job, double at)
    {
        job.Tokens.Add(Moment(at));
        if (job.Tokens.Count < job.Output)
            return;
        _answers.Remove(job);
        _ended.Add(new RequestRecord
        {
            Configuration = "only", Stage = Stage.Window, Scheduled = Moment(job.Sent), Sent = Moment(job.Sent), FirstToken = job.Tokens[0], LastToken = job.Tokens[^1], Ended = job.Tokens[^1],
            Tokens = job.Tokens, Usage = new TokenUsage(job.Prompt, job.Output),
        });
    }

    private void Draw(double from, double seconds, double joules)
    {
        var parts = Math.Max(1, (int)Math.Round(seconds / Step));
        for (var i = 0; i < parts; i++)
        {
            var at = (int)((from + (seconds * (i + 0.5) / parts)) / Step);
            if (at < _joules.Length)
                _joules[at] += joules / parts;
        }
    }

    /// <summary>Adds the noise, and makes a counter of it.</summary>
    private void Cumulate()
    {
        var (noise, sum) = (0.0, 0.0);
        for (var i = 0; i < _joules.Length; i++)
        {
            if (i % (int)(1 / Step) == 0)
                noise = (0.5 * noise) + (10 * NormalDistribution.Quantile(Math.Clamp(_random.NextDouble(), 1e-9, 1 - 1e-9)));
            _joules[i] = sum += _joules[i] + (noise * Step);
        }
    }

    private double Drawn(double time)
    {
        var at = Math.Clamp((time / Step) - 1, 0, _joules.Length - 2);
        return _joules[(int)at] + ((at - (int)at) * (_joules[(int)at + 1] - _joules[(int)at]));
    }

    private sealed class Job(double sent, int prompt, int output)
    {
        public double Sent => sent;

        public int Prompt => prompt;

        public int Output => output;

        public double Done { get; set; }

        public double Made { get; set; }

        public List<Timestamp> Tokens { get; } = [];
    }
}
