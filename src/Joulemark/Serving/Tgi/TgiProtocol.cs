using System.Buffers;
using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Counters;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Tgi;

/// <summary>
/// Text Generation Inference's own API, <c>/generate_stream</c> (<c>docs/openapi.json</c> at 003eaec). It takes the prompt as it is, without a
/// chat template, and cannot be told to generate an exact number of tokens.
/// </summary>
/// <param name="spec">The system under test.</param>
internal sealed class TgiProtocol(ServerSpec spec) : IServerProtocol
{
    private readonly ExtraBody? _extra = ExtraBody.Parse(spec.Body);
    private Uri? _endpoint;
    private CounterSource? _counters;

    public ReplyFormat Format => ReplyFormat.ServerSentEvents;

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        await probe.WaitForHealthAsync(probe.Beside("health"), cancellationToken);
        var answer = await probe.AskUntilReadyAsync(probe.Beside("info"), cancellationToken);
        var info = answer.Status == 200 ? answer.Json : null;
        if (ServerFacts.Text(info, "model_id") is not { } served)
        {
            throw ServerProbe.Failure("JM3022", $"{answer.Url} answered {answer.Status} and no description of a model, so it is no Text Generation Inference. {ServerProbe.Quote(answer.Body)}",
                "Check server.url, or use server.kind: auto.");
        }

        if (spec.Model is { } wanted && wanted != served)
            throw ServerProbe.Failure("JM3006", $"{probe.Server} does not serve '{wanted}'", $"It serves: {served}.");
        _endpoint = probe.WithQuery(probe.Beside("generate_stream"));
        var facts = new ServerFacts();
        facts.Add("server.kind", "tgi");
        facts.Add("server.engine", "tgi");
        facts.Add("server.body", spec.Body);
        TgiFacts.Add(info, facts);
        _counters = await CounterSource.FindAsync(probe, KnownCounters.Tgi, [spec.MetricsUrl ?? probe.Beside("metrics")], cancellationToken);
        return new ServerIdentity(served, facts.All);
    }

    public HttpCall Write(ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("inputs"u8, ServerText.Plain(request.Messages));
            json.WriteStartObject("parameters"u8);
            json.WriteNumber("max_new_tokens"u8, request.MaxOutputTokens);
            json.WriteBoolean("details"u8, true);
            json.WriteBoolean("do_sample"u8, request.Temperature > 0);
            if (request.Temperature > 0)
                json.WriteNumber("temperature"u8, request.Temperature); // 0 is rejected; without sampling the best token is taken
            json.WriteNumber("seed"u8, request.Seed);
            _extra?.WriteIn(json, "parameters");
            json.WriteEndObject();
            json.WriteBoolean("stream"u8, true);
            _extra?.WriteTop(json, "parameters");
            json.WriteEndObject();
        }

        return new HttpCall(_endpoint ?? throw new InvalidOperationException("DescribeAsync comes first."), buffer.WrittenMemory);
    }

    public IReplyReader CreateReader() => new TgiReader();

    public async Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken) =>
        _counters is { } source ? await source.ReadAsync(probe, cancellationToken) : null;
}
