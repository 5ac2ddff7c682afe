using Joulemark.Metrology;
using Joulemark.Serving.Http.Epoll;

namespace Joulemark.Serving.Http;

/// <summary>One request on its way: what goes out, who takes what comes back, and when to give up.</summary>
internal sealed class HttpExchange(HttpCall call, ReplyStream stream, Timestamp deadline, CancellationToken cancellation)
{
    // Continuations run where the end is seen, so that the next request of a closed loop goes out at once.
    private readonly TaskCompletionSource _completion = new();

    public HttpCall Call => call;

    public ReplyStream Stream => stream;

    public ServerReply Reply => stream.Reply;

    /// <summary>When the request has taken too long; soon after the server said that it was over, should the response not end.</summary>
    public Timestamp Deadline => stream.Over is { } over && over + ReplyStream.PatienceWhenOver < deadline ? over + ReplyStream.PatienceWhenOver : deadline;

    /// <summary>Ends the run.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Ends when the reply is whole or has failed; never faults.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The loop that carries it; null where the framework does.</summary>
    public EpollLoop? Loop { get; set; }

    /// <summary>Addresses that were tried in vain.</summary>
    public int Attempts { get; set; }

    /// <summary>The response came to its end.</summary>
    public void Finish(Timestamp at)
    {
        stream.OnEnd(at);
        Loop?.Ended();
        _completion.TrySetResult();
    }

    /// <summary>The request failed.</summary>
    public void Fail(string kind, string error, Timestamp at)
    {
        stream.OnFailure(kind, error, at);
        Loop?.Ended();
        _completion.TrySetResult();
    }
}
