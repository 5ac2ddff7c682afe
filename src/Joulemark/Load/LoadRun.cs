using System.Runtime.CompilerServices;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>A load that is running: what it has done so far, and the way to stop it.</summary>
internal sealed class LoadRun : ILoadStage, IDisposable
{
    /// <summary>Id of the failure of a server that is there and answers nothing but errors.</summary>
    public const string NothingButErrors = "JM3008";

    private const int FewestFailures = 8;
    private const int MostFailuresOfOpenLoop = 64;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _atTarget = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MonotonicClock _clock;
    private readonly LoadTimer _timer;
    private readonly int? _target;
    private readonly int _mostFailures;
    private long _chunks;
    private int _firstTokens;
    private long _sent;
    private long _answered;
    private long _skipped;
    private long _ended;
    private long _countedTokens;
    private long _countedChunks;
    private int _failed;
    private Diagnostic? _failure;
    private TaskCompletionSource? _round;

    public LoadRun(int? target, MonotonicClock clock)
    {
        _clock = clock;
        _timer = new LoadTimer(clock);
        _target = target;
        _mostFailures = Math.Max(FewestFailures, target ?? MostFailuresOfOpenLoop);
    }

    public required LoadSpec Spec { get; init; }

    public required WorkloadTask Task { get; init; }

    public required Random Random { get; init; }

    public required Stage Stage { get; init; }

    /// <summary>Sends a request; the driver's part.</summary>
    public required Func<LoadRequest, Task<Timestamp?>> Send { get; set; }

    /// <summary>Records something that happened to the load: in words, as a diagnostic where it is one, and by name.</summary>
    public required Action<string, Diagnostic?, IReadOnlyDictionary<string, string>?> Note { get; init; }

    public Timestamp Now => _clock.Now;

    /// <summary>Told to stop sending.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Ends when nothing is in flight any more and all is recorded.</summary>
    public Task Finished { get; set; } = System.Threading.Tasks.Task.CompletedTask;

    /// <summary>Ends when nothing is in flight any more, be it recorded or not.</summary>
    public Task Drained { get; set; } = System.Threading.Tasks.Task.CompletedTask;

    /// <summary>True once a request that was due was not sent.</summary>
    public bool IsOverloaded => Interlocked.Read(ref _skipped) > 0;

    /// <summary>Requests in flight at this moment.</summary>
    public long InFlight => Interlocked.Read(ref _sent) - Interlocked.Read(ref _answered);

    /// <summary>
    /// Ends when the load has reached its target: as many requests as that have a first token, or, in an open loop, as many
    /// have ended as are in flight. Ends too when the load fails.
    /// </summary>
    public Task AtTarget => _atTarget.Task;

    /// <summary>
    /// Ends with the round that is under way: where as many requests again as the target, or a multiple of that, have a first token.
    /// Requests that began together go on together, where a server batches them and answers are alike in length: then all of them
    /// read prompts at one time and write at another, and what lies between two moments is a fair mix only where these are alike.
    /// At once in an open loop, which has no rounds, and where the load has failed.
    /// </summary>
    public Task RoundAsync()
    {
        var round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _round, round); // before the failure is looked for, so that either we see it or it sees us
        if (_target is null || Failure is not null)
            round.TrySetResult();
        return round.Task;
    }

    /// <summary>Chunks of text so far, an answer without any counting as one; for rates over time only, chunks are not tokens.</summary>
    public long Chunks => Interlocked.Read(ref _chunks);

    /// <summary>
    /// Output tokens per chunk, by the answers whose tokens the server counted; 1 before the first. It makes a rate of
    /// chunks one of tokens, for progress only.
    /// </summary>
    public double TokensPerChunk =>
        Interlocked.Read(ref _countedChunks) is var chunks and > 0 ? Interlocked.Read(ref _countedTokens) / (double)chunks : 1;

    /// <summary>Why the load gave up: the server is gone, or answers nothing but errors. Null while it goes well.</summary>
    public Diagnostic? Failure => Volatile.Read(ref _failure);

    public ValueTask<bool> UntilAsync(Timestamp due) => _timer.UntilAsync(due, _stop.Token);

    public Task<Timestamp?> SendAsync(LoadRequest request = default) => Send(request);

    public void Mark(string message, IReadOnlyDictionary<string, string> facts) => Note(message, null, facts);

    /// <summary>Stops sending; what is in flight goes on.</summary>
    public void Stop() => _stop.Cancel();

    public void CountSent() => Interlocked.Increment(ref _sent);

    public void CountAnswered() => Interlocked.Increment(ref _answered);

    /// <summary>A request that was due was not sent, because so many are in flight: the rate is above what the server can take.</summary>
    public void Skip(int inFlight)
    {
        if (Interlocked.Increment(ref _skipped) > 1)
            return;
        var reached = Overload.Reached(inFlight);
        Note(reached.Message, reached, null);
        _atTarget.TrySetResult(); // it will not come to more
    }

    /// <summary>Records how many requests were not sent, where any were not.</summary>
    public void NoteSkipped()
    {
        if (Interlocked.Read(ref _skipped) is not (> 0 and var skipped))
            return;
        var (message, facts) = Overload.Total(Stage, skipped);
        Note(message, null, facts);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // for every read or token: not to be interpreted while a run warms up
    public void CountChunk(bool isFirst)
    {
        Interlocked.Increment(ref _chunks);
        if (isFirst)
            CountUnderWay();
    }

    public void CountRequest(ServerReply reply)
    {
        var error = reply.Error;
        var ended = Interlocked.Increment(ref _ended);
        if (error is null && reply.TokenCount == 0)
            CountChunk(isFirst: true); // an answer without tokens is under way once it is there, and is all the progress there is
        if (_target is null && error is null && ended >= Interlocked.Read(ref _sent) - ended)
            _atTarget.TrySetResult();
        if (reply.Usage is { } usage)
        {
            Interlocked.Add(ref _countedTokens, usage.CompletionTokens);
            Interlocked.Add(ref _countedChunks, reply.Tokens.Count);
        }

        if (error is null)
        {
            Interlocked.Exchange(ref _failed, 0);
        }
        else if (Interlocked.Increment(ref _failed) >= _mostFailures)
        {
            Fail(new Diagnostic(NothingButErrors, DiagnosticSeverity.Error,
                $"{_failed} requests in a row failed; the last by {reply.ErrorKind}: {error}", "See requests.jsonl in the run folder for each request's error."));
        }
    }

    public void Fail(Diagnostic failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        Stop();
        _atTarget.TrySetResult();
        Volatile.Read(ref _round)?.TrySetResult();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private void CountUnderWay()
    {
        var underWay = Interlocked.Increment(ref _firstTokens);
        if (underWay >= _target)
            _atTarget.TrySetResult();
        if (underWay % _target == 0)
            Volatile.Read(ref _round)?.TrySetResult();
    }
}
