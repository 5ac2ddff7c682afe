using System.Threading.Channels;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Workloads;

namespace Joulemark.Load;

/// <summary>
/// Makes the records of one stage's requests, and checks their answers, apart from the threads that take what servers
/// send: what is done with an answer must not keep the next one waiting.
/// </summary>
internal sealed class RequestRecorder
{
    private readonly Channel<AnsweredRequest> _answered = System.Threading.Channels.Channel.CreateUnbounded<AnsweredRequest>(new UnboundedChannelOptions { SingleReader = true });
    private readonly PlannedConfiguration _configuration;
    private readonly WorkloadTask _task;
    private readonly Stage _stage;
    private readonly int _repeat;
    private readonly Action<RequestRecord> _record;
    private readonly Task _recording;
    private int _counted;

    public RequestRecorder(PlannedConfiguration configuration, WorkloadTask task, Stage stage, int repeat, Action<RequestRecord> record)
    {
        (_configuration, _task, _stage, _repeat, _record) = (configuration, task, stage, repeat, record);
        _recording = Task.Run(RecordAllAsync);
    }

    public void Add(AnsweredRequest answered) => _answered.Writer.TryWrite(answered);

    /// <summary>Ends when all that was added is recorded.</summary>
    public Task CompleteAsync()
    {
        _answered.Writer.TryComplete();
        return _recording;
    }

    private async Task RecordAllAsync()
    {
        await foreach (var answered in _answered.Reader.ReadAllAsync())
            _record(ToRecord(answered));
    }

    private RequestRecord ToRecord(AnsweredRequest answered)
    {
        var reply = answered.Reply;
        Timestamp? first = reply.Tokens.Count > 0 ? reply.Tokens[0] : null;
        var (localOutput, localPrompt) = CountTokens(answered, first);
        return new RequestRecord
        {
            Configuration = _configuration.Name,
            Stage = _stage,
            Repeat = _repeat,
            Item = answered.Asked.Number,
            Conversation = answered.Asked.Conversation,
            Turn = answered.Turn,
            Query = answered.Query,
            RequestedTokens = answered.Request.Tensors is null ? answered.Request.MaxOutputTokens : null,
            ExactTokens = answered.Request.ExactOutputTokens,
            Scheduled = answered.Scheduled,
            Sent = reply.Sent,
            Headers = reply.Headers,
            FirstByte = reply.FirstByte,
            FirstEvent = reply.FirstEvent == first ? null : reply.FirstEvent,
            FirstToken = first,
            FirstAnswer = reply.FirstAnswer == first ? null : reply.FirstAnswer,
            OnlyReasoning = first is not null && reply.FirstAnswer is null,
            LastToken = reply.Tokens.Count > 0 ? reply.Tokens[^1] : answered.Request.Tensors is not null && reply.Error is null ? reply.FirstEvent : null,
            Ended = reply.Ended,
            Tokens = reply.Tokens,
            Usage = reply.Usage,
            LocalOutputTokens = localOutput,
            LocalPromptTokens = localPrompt,
            FinishReason = reply.FinishReason,
            Output = reply.Output,
            Score = ScoreOf(answered),
            Resent = reply.Resent,
            RetryAfterSeconds = reply.RetryAfter?.TotalSeconds,
            Error = reply.Error,
            ErrorKind = reply.ErrorKind,
        };
    }

    /// <summary>
    /// Tokens by the local tokenizer: where the server gave no counts they stand in, else the first answers of a stage are
    /// enough to check it by. Reasoning is output whose text is not kept, so that such an answer cannot be counted here.
    /// </summary>
    private (int? Output, int? Prompt) CountTokens(AnsweredRequest answered, Timestamp? first)
    {
        const int Checked = 64;
        var reply = answered.Reply;
        if (_task.TokenCounter is not { } counter || reply.Error is not null || answered.Request.Tensors is not null || (reply.Usage is not null && _counted >= Checked))
            return (null, null);
        _counted++;

        // A prompt that was made to a length by the same tokenizer need not be counted again.
        var messages = answered.Request.Messages;
        var prompt = messages.Count == 1 && answered.Asked.Item.PromptTokens is { } made ? made : messages.Sum(m => counter.Count(m.Content));
        return (reply.FirstAnswer == first ? counter.Count(reply.Output) : null, prompt);
    }

    /// <summary>1 for a right answer; a conversation is checked by its last turn.</summary>
    private double? ScoreOf(AnsweredRequest answered)
    {
        var item = answered.Asked.Item;
        if (answered.Reply.Error is not null || item.Answer is not { } answer || _task.Scorer is not { } scorer || answered.Turn < item.FollowUps.Count)
            return null;
        return scorer.IsCorrect(answered.Reply.Output, answer) || item.OtherAnswers.Any(a => scorer.IsCorrect(answered.Reply.Output, a)) ? 1 : 0;
    }
}
