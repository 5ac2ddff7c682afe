using Joulemark.Analysis;
using Joulemark.Metrology;
using Joulemark.Records;
using Joulemark.Running;
using Joulemark.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Joulemark.Tests.Running;

public sealed class RunJournalTests : IDisposable
{
    private readonly string _runs = Directory.CreateTempSubdirectory("joulemark-").FullName;
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_runs, recursive: true);

    [Fact]
    public async Task Work_CountedAsItComes_IsThatOfAllRequestsAtOnce()
    {
        var run = SampleRun.Make();
        await using var folder = RunFolderWriter.Create(_runs, run.Header, run.Machine);
        var clock = new MonotonicClock(_time);
        var journal = new RunJournal(folder, clock, run.Machine.Channels, ledger: null, sampleRate: 10);

        // Requests of one to three seconds, one each tenth of a second; each is handed in when it is over, or a little later.
        var random = new Random(3);
        var requests = Enumerable.Range(0, 300).Select(i =>
        {
            var (sent, length) = (i / 10.0, 1 + (2 * random.NextDouble()));
            return run.Requests[0] with
            {
                Scheduled = At(sent), Sent = At(sent), Ended = At(sent + length), Score = i % 3 == 0 ? 1 : 0, Error = i % 50 == 0 ? "reset" : null,
                Tokens = [.. Enumerable.Range(1, 10).Select(k => At(sent + (length * k / 10)))],
            };
        }).OrderBy(r => r.Ended).ToList();
        var handedIn = new Queue<(double At, RequestRecord Request)>(requests.Select((r, i) => (r.Ended.Seconds + (i % 4 == 0 ? 0.07 : 0.001), r)).OrderBy(x => x.Item1));
        Timestamp start = default, end = default;
        for (var tenth = 0; tenth < 400; tenth++)
        {
            while (handedIn.TryPeek(out var next) && next.At <= clock.Now.Seconds)
                journal.Add(handedIn.Dequeue().Request);
            if (tenth == 100)
                start = journal.Open();
            if (tenth == 200)
                end = journal.End();
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        var (window, _) = journal.Close(new WindowRecord { Stage = Stage.Window, Start = start, End = end });
        Assert.Equal((10.0, 20.0), (start.Seconds, end.Seconds));
        Assert.Equal(WorkCounter.Count(requests, start, end), Rounded(window.Counts, WorkCounter.Count(requests, start, end)));
        Assert.InRange(window.Counts.Requests, 90, 110);
    }

    [Fact]
    public async Task Work_OutsideAnyWindow_IsInNone()
    {
        var run = SampleRun.Make();
        await using var folder = RunFolderWriter.Create(_runs, run.Header, run.Machine);
        var journal = new RunJournal(folder, new MonotonicClock(_time), run.Machine.Channels, ledger: null, sampleRate: 10);
        journal.Add(run.Requests[0] with { Ended = default });
        _time.Advance(TimeSpan.FromSeconds(1));
        var start = journal.Open();
        _time.Advance(TimeSpan.FromSeconds(1));
        var (window, _) = journal.Close(new WindowRecord { Stage = Stage.Idle, Start = start, End = journal.End() });
        Assert.Equal(new WorkCounts(), window.Counts);
    }

    /// <summary>Sums in another order differ in the last digits.</summary>
    private static WorkCounts Rounded(WorkCounts counts, WorkCounts like) => counts with
    {
        OutputTokens = Near(counts.OutputTokens, like.OutputTokens),
        PromptTokens = Near(counts.PromptTokens, like.PromptTokens),
        RequestEquivalents = Near(counts.RequestEquivalents, like.RequestEquivalents),
        CorrectEquivalents = Near(counts.CorrectEquivalents, like.CorrectEquivalents),
    };

    private static double Near(double value, double like) => Math.Abs(value - like) < 1e-9 * like ? like : value;

    private static Timestamp At(double seconds) => new((long)Math.Round(seconds * 1e9));
}
