using Joulemark.Diagnostics;
using Joulemark.Serving;

namespace Joulemark.Load;

/// <summary>A load that is running: what it has done so far, and the way to stop it.</summary>
internal sealed class LoadRun : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _atTarget = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _target;
    private readonly int _mostFailures;
    private long _chunks;
    private int _firstTokens;
    private long _countedTokens;
    private long _countedChunks;
    private int _failed;
    private Diagnostic? _failure;

    public LoadRun(int target)
    {
        _target = target;
        _mostFailures = Math.Max(8, target);
    }

    /// <summary>Told to stop sending.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Ends when nothing is in flight any more.</summary>
    public Task Finished { get; set; } = Task.CompletedTask;

    /// <summary>Ends when the load has reached its target: as many requests as that have a first token. Ends too when the load fails.</summary>
    public Task AtTarget => _atTarget.Task;

    /// <summary>Chunks of text so far; for rates over time only, chunks are not tokens.</summary>
    public long Chunks => Interlocked.Read(ref _chunks);

    /// <summary>
    /// Output tokens per chunk, by the answers whose tokens the server counted; 1 before the first. It makes a rate of
    /// chunks one of tokens, for progress only.
    /// </summary>
    public double TokensPerChunk =>
        Interlocked.Read(ref _countedChunks) is var chunks and > 0 ? Interlocked.Read(ref _countedTokens) / (double)chunks : 1;

    /// <summary>Why the load gave up: the server is gone, or answers nothing but errors. Null while it goes well.</summary>
    public Diagnostic? Failure => Volatile.Read(ref _failure);

    /// <summary>Stops sending; what is in flight goes on.</summary>
    public void Stop() => _stop.Cancel();

    public void CountChunk(bool isFirst)
    {
        Interlocked.Increment(ref _chunks);
        if (isFirst && Interlocked.Increment(ref _firstTokens) >= _target)
            _atTarget.TrySetResult();
    }

    public void CountRequest(ServerReply reply)
    {
        var error = reply.Error;
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
            Fail(new Diagnostic("JM3008", DiagnosticSeverity.Error,
                $"the server answered {_failed} requests in a row with errors; the last: {error}", "See requests.jsonl in the run folder for each request's error."));
        }
    }

    public void Fail(Diagnostic failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        Stop();
        _atTarget.TrySetResult();
    }

    public void Dispose() => _stop.Dispose();
}
