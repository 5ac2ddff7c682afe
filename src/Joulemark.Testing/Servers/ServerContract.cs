using Joulemark.Records;
using Joulemark.Serving;

namespace Joulemark.Testing.Servers;

/// <summary>
/// What every server owes, whatever it speaks. Free of any test framework: an empty list means that the contract is kept,
/// so assert that it is empty.
/// </summary>
public static class ServerContract
{
    private const int Together = 8;

    /// <summary>Checks a server that works: what it says of itself, one request, a short one, several at once, and its counters.</summary>
    /// <param name="server">The server, not started yet.</param>
    /// <param name="request">A request that it answers with some text.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The breaches, one sentence each.</returns>
    public static async Task<IReadOnlyList<string>> CheckAsync(IInferenceServer server, ServerRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(request);
        var breaches = new List<string>();
        CheckDescription(await server.StartAsync(cancellationToken), breaches);
        await server.PrepareAsync(2, cancellationToken);
        var before = await server.ReadCountersAsync(cancellationToken);

        var replies = new List<ServerReply>();
        var seen = 0;
        var reply = await server.SendAsync(request with { OnToken = () => Interlocked.Increment(ref seen) }, cancellationToken);
        CheckReply(reply, request, breaches);
        if (seen != reply.Tokens.Count)
            breaches.Add($"OnToken was called {seen} times for {reply.Tokens.Count} chunks of text.");
        replies.Add(reply);
        if (request.Tensors is null)
        {
            var brief = await server.SendAsync(request with { MaxOutputTokens = 2 }, cancellationToken);
            CheckReply(brief, request, breaches);
            if (brief.Tokens.Count > 2 || brief.Usage?.CompletionTokens > 2)
                breaches.Add($"An answer of at most 2 tokens came in {brief.Tokens.Count} chunks with {brief.Usage?.CompletionTokens} tokens.");
            replies.Add(brief);
        }

        var many = await Task.WhenAll(Enumerable.Range(0, Together).Select(_ => server.SendAsync(request, cancellationToken)));
        foreach (var one in many)
            CheckReply(one, request, breaches);
        replies.AddRange(many);
        if (many.Any(m => m.Output != reply.Output))
            breaches.Add("Requests that were answered together got parts of each other's answers.");
        CheckCounters(before, await server.ReadCountersAsync(cancellationToken), replies, breaches);
        if (server.ExitReason is not null)
            breaches.Add($"A server that runs gives a reason for its end: {server.ExitReason}");
        return breaches;
    }

    /// <summary>Checks a started server whose requests fail: failures come back in replies with their kind and words, and never as exceptions.</summary>
    /// <returns>The breaches, one sentence each.</returns>
    public static async Task<IReadOnlyList<string>> CheckFailureAsync(IInferenceServer server, ServerRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(request);
        var breaches = new List<string>();
        try
        {
            var reply = await server.SendAsync(request, cancellationToken);
            if (string.IsNullOrEmpty(reply.Error) || string.IsNullOrEmpty(reply.ErrorKind))
                breaches.Add("A request that failed says nothing of it.");
            if (reply.Ended < reply.Sent)
                breaches.Add("A request that failed ended before it was sent.");
            await server.ReadCountersAsync(cancellationToken);
        }
#pragma warning disable CA1031 // whatever it throws is the finding
        catch (Exception e)
#pragma warning restore CA1031
        {
            breaches.Add($"A failure came as {e.GetType().Name}: {e.Message}");
        }

        return breaches;
    }

    /// <summary>Checks that a request under way ends at once when the run does, without an exception.</summary>
    /// <param name="server">A started server that will not finish the request by itself.</param>
    /// <param name="request">The request.</param>
    /// <returns>The breaches, one sentence each.</returns>
    public static async Task<IReadOnlyList<string>> CheckCancellationAsync(IInferenceServer server, ServerRequest request)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(request);
        using var cancel = new CancellationTokenSource();
        var sending = server.SendAsync(request, cancel.Token);
        await cancel.CancelAsync();
        try
        {
            return (await sending).ErrorKind == RequestRecord.Cancelled ? [] : ["A request that was under way at the end of the run does not say that it was cancelled."];
        }
        catch (OperationCanceledException)
        {
            return ["The end of the run came out of SendAsync as an exception."];
        }
    }

    private static void CheckDescription(ServerDescription description, List<string> breaches)
    {
        if (description.Model.Length == 0)
            breaches.Add("The server names no model.");
        if (!description.Url.IsAbsoluteUri || description.Url.UserInfo.Length > 0 || description.Url.Query.Length > 0)
            breaches.Add($"The server's address is not one for people to read: {description.Url}");
        if (!description.Facts.ContainsKey("server.kind") || description.Facts.GetValueOrDefault("server.model") != description.Model)
            breaches.Add("The facts lack server.kind or server.model.");
        foreach (var (key, value) in description.Facts)
        {
            if (!key.StartsWith("server.", StringComparison.Ordinal) || key.Any(char.IsAsciiLetterUpper) || value.Trim().Length == 0 || value is "None" or "null")
                breaches.Add($"The fact {key} = '{value}' is none.");
        }
    }

    private static void CheckReply(ServerReply reply, ServerRequest request, List<string> breaches)
    {
        if (reply.Error is not null)
        {
            breaches.Add($"A request failed ({reply.ErrorKind}): {reply.Error}");
            return;
        }

        if (reply.Output.Length == 0)
            breaches.Add("An answer has no text.");
        var times = new[] { reply.Sent, reply.Headers ?? reply.Sent, reply.FirstByte ?? reply.Sent, reply.FirstEvent ?? reply.Sent }.Concat(reply.Tokens).Append(reply.Ended).ToList();
        if (reply.Headers is null || reply.FirstByte is null || reply.FirstEvent is null)
            breaches.Add("An answer came without the time of its head, first byte or first event.");
        if (times.Zip(times.Skip(1)).Any(t => t.Second < t.First))
            breaches.Add("An answer's times are out of order.");
        if (request.Tensors is null && reply.Tokens.Count == 0)
            breaches.Add("An answer with text has no chunk with a time.");
        if (request.Tensors is not null && (reply.Tokens.Count > 0 || reply.Usage is not null))
            breaches.Add("An inference claims to have tokens.");
        if (reply.Usage is { } usage && (usage.PromptTokens <= 0 || usage.CompletionTokens <= 0 || usage.CachedTokens > usage.PromptTokens))
            breaches.Add($"An answer's token counts are impossible: {usage}");
    }

    private static void CheckCounters(ServerCounters? before, ServerCounters? after, List<ServerReply> replies, List<string> breaches)
    {
        if (after is null)
            return;
        if (after.Time <= (before?.Time ?? default))
            breaches.Add("The counters have no time, or one that does not move.");
        if (after.KvCacheUse is < 0 or > 1)
            breaches.Add($"The share of the key-value cache in use is {after.KvCacheUse}.");
        if (after.Requests - (before?.Requests ?? 0) is { } requests && requests < replies.Count)
            breaches.Add($"The server counted {requests} requests where {replies.Count} were answered.");
        if (replies.TrueForAll(r => r.Usage is not null))
        {
            Compare("prompt", after.PromptTokens - (before?.PromptTokens ?? 0), replies.Sum(r => r.Usage!.PromptTokens), breaches);
            Compare("output", after.OutputTokens - (before?.OutputTokens ?? 0), replies.Sum(r => r.Usage!.CompletionTokens), breaches);
        }

        foreach (var (name, first, last) in new[] { ("prompt tokens", before?.PromptTokens, after.PromptTokens), ("output tokens", before?.OutputTokens, after.OutputTokens), ("requests", before?.Requests, after.Requests) })
        {
            if (last < first)
                breaches.Add($"The counter of {name} fell from {first} to {last}.");
        }
    }

    private static void Compare(string what, double? counted, int answered, List<string> breaches)
    {
        // A server counts end tokens that its answers may not, one a request at most.
        if (counted is { } tokens && Math.Abs(tokens - answered) > Together + 2)
            breaches.Add($"The server counted {tokens} {what} tokens where the answers have {answered}.");
    }
}
