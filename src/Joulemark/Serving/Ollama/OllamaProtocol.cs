using System.Buffers;
using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.Ollama;

/// <summary>
/// Ollama's own API (ollama/ollama, <c>docs/api.md</c> at 01e52d2): <c>/api/chat</c>, or <c>/api/generate</c> for a prompt without roles. Its counts and
/// durations come with the last line. It counts nothing across requests, so there are no server counters.
/// </summary>
/// <param name="spec">The system under test.</param>
internal sealed class OllamaProtocol(ServerSpec spec) : IServerProtocol
{
    /// <summary>A model that is not asked for five minutes is unloaded by default: an idle baseline may last longer.</summary>
    public const string KeepAlive = "30m";

    private readonly bool _chat = spec.Api == "chat";
    private readonly ExtraBody? _extra = ExtraBody.Parse(spec.Body);
    private Uri? _endpoint;
    private string _model = "";
    private bool _countsWholePrompts;

    public ReplyFormat Format => ReplyFormat.JsonLines;

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        var answer = await probe.AskUntilReadyAsync(probe.Beside("api/tags"), cancellationToken);
        if (answer.Status != 200 || ServerFacts.Find(answer.Json, "models") is not { ValueKind: JsonValueKind.Array })
        {
            throw ServerProbe.Failure("JM3022", $"{answer.Url} answered {answer.Status} and no list of models, so it is no Ollama. {ServerProbe.Quote(answer.Body)}",
                "Check server.url, or use server.kind: auto.");
        }

        _model = OllamaModels.Choose(probe.Server, [.. ServerFacts.List(answer.Json, "models").Select(m => ServerFacts.Text(m, "name")).OfType<string>()], spec.Model);
        _endpoint = probe.WithQuery(probe.Beside(_chat ? "api/chat" : "api/generate"));
        var facts = new ServerFacts();
        facts.Add("server.kind", "ollama");
        facts.Add("server.engine", "ollama");
        facts.Add("server.api", spec.Api);
        facts.Add("server.body", spec.Body);
        await OllamaFacts.AddAsync(probe, _model, facts, cancellationToken);
        _countsWholePrompts = OllamaFacts.CountsWholePrompts(facts["server.version"]);
        return new ServerIdentity(_model, facts.All);
    }

    public HttpCall Write(ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, _model);
            if (_chat)
                ServerText.WriteMessages(json, request.Messages);
            else
                json.WriteString("prompt"u8, ServerText.Plain(request.Messages));
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("options"u8);
            json.WriteNumber("num_predict"u8, request.MaxOutputTokens);
            json.WriteNumber("temperature"u8, request.Temperature);
            json.WriteNumber("seed"u8, request.Seed);
            _extra?.WriteIn(json, "options");
            json.WriteEndObject();
            if (_extra?.Has("keep_alive") != true)
                json.WriteString("keep_alive"u8, KeepAlive);
            _extra?.WriteTop(json, "options");
            json.WriteEndObject();
        }

        return new HttpCall(_endpoint ?? throw new InvalidOperationException("DescribeAsync comes first."), buffer.WrittenMemory);
    }

    public IReplyReader CreateReader() => new OllamaReader(_countsWholePrompts);
}
