using System.Buffers;
using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving.Counters;
using Joulemark.Serving.Http;
using Joulemark.Serving.Ollama;

namespace Joulemark.Serving.OpenAI;

/// <summary>What OpenAI-compatible servers speak, chat or completions, each with what its engine adds.</summary>
/// <param name="spec">The system under test.</param>
internal sealed class OpenAIProtocol(ServerSpec spec) : IServerProtocol
{
    private readonly bool _chat = spec.Api == "chat";
    private readonly ExtraBody? _extra = ExtraBody.Parse(spec.Body);
    private OpenAIEngine _engine = spec.Engine == "auto" ? OpenAIEngines.Other : OpenAIEngines.Named(spec.Engine);
    private Uri? _endpoint;
    private string _model = spec.Model ?? "";
    private bool _isOpenAI;
    private CounterSource? _counters;
    private Uri? _iterationStatistics;
    private bool _mayLackCached;

    public ReplyFormat Format => ReplyFormat.ServerSentEvents;

    private string Api => _chat ? "chat/completions" : "completions";

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        (_model, var entry) = await OpenAIModels.FindAsync(probe, spec.Model, cancellationToken);
        if (spec.Engine == "auto")
            _engine = await OpenAIEngines.DetectAsync(probe, entry, cancellationToken);
        if (_engine.Health is { } health)
            await probe.WaitForHealthAsync(probe.Beside(health), cancellationToken);
        if (spec.ContinuousUsage && !_engine.TakesContinuousUsage)
        {
            throw ServerProbe.Failure("JM3021", $"server.continuous-usage is on, but {probe.Server} is {_engine.Name}, which does not take continuous_usage_stats",
                "Remove server.continuous-usage, or name the engine in server.engine where it was not recognised.");
        }

        Address(probe.WithQuery(OpenAIUrl.Endpoint(probe.Server, Api)));
        var facts = new ServerFacts();
        facts.Add("server.kind", "openai");
        facts.Add("server.engine", _engine.Name);
        facts.Add("server.api", spec.Api);
        facts.Add("server.body", spec.Body);
        await _engine.DescribeAsync(probe, entry, _model, facts, cancellationToken);
        _mayLackCached = _engine.Name == "ollama" && !OllamaFacts.CountsWholePrompts(facts["server.version"]);
        await FindCountersAsync(probe, cancellationToken);
        return new ServerIdentity(_model, facts.All);
    }

    /// <summary>Takes a server for known, without asking it.</summary>
    public void Address(Uri server, string model)
    {
        _model = model;
        Address(OpenAIUrl.Endpoint(server, Api));
    }

    public async Task<ServerCounters?> ReadCountersAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        if (_counters is { } source)
            return await source.ReadAsync(probe, cancellationToken);
        return _iterationStatistics is { } url ? await IterationStatistics.ReadAsync(probe, url, cancellationToken) : null;
    }

    public IReplyReader CreateReader() => new OpenAIReader(_mayLackCached);

    public HttpCall Write(ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, _model);
            WritePrompt(json, request);

            // OpenAI's reasoning models reject the old name, and any temperature but their own.
            json.WriteNumber(_isOpenAI && _chat ? "max_completion_tokens"u8 : "max_tokens"u8, request.MaxOutputTokens);
            if (request.ExactOutputTokens && _engine.TakesMinTokens)
                json.WriteNumber("min_tokens"u8, request.MaxOutputTokens);
            if (request.ExactOutputTokens && _engine.TakesIgnoreEos)
                json.WriteBoolean("ignore_eos"u8, true);
            if (!_isOpenAI || !IsReasoningModel(_model))
                json.WriteNumber("temperature"u8, request.Temperature);
            json.WriteNumber("seed"u8, request.Seed);
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            if (spec.ContinuousUsage)
                json.WriteBoolean("continuous_usage_stats"u8, true);
            _extra?.WriteIn(json, "stream_options");
            json.WriteEndObject();
            _extra?.WriteTop(json, "stream_options");
            json.WriteEndObject();
        }

        return new HttpCall(_endpoint ?? throw new InvalidOperationException("DescribeAsync comes first."), buffer.WrittenMemory);
    }

    private static bool IsReasoningModel(string model) =>
        model.StartsWith("gpt-5", StringComparison.Ordinal) || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]));

    private void Address(Uri endpoint) => (_endpoint, _isOpenAI) =
        (endpoint, endpoint.Host is "api.openai.com" || endpoint.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase));

    private async Task FindCountersAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        if (_engine.Counters is not { } map)
            return;
        IEnumerable<Uri> pages = spec.MetricsUrl is { } page ? [page] : _engine.MetricsPages.Select(probe.Beside);
        _counters = await CounterSource.FindAsync(probe, map, pages, cancellationToken);
        if (_counters is null && _engine.Name == "trtllm-serve" && spec.MetricsUrl is null)
            _iterationStatistics = probe.Beside("metrics");
    }

    private void WritePrompt(Utf8JsonWriter json, ServerRequest request)
    {
        if (request.PromptTokenIds is not null && (_chat || !_engine.TakesTokenIds))
        {
            throw ServerProbe.Failure("JM3026", $"the prompt is a list of token ids, which {(_chat ? "the chat endpoint" : _engine.Name)} does not take",
                "Use server.api: completions with vLLM, SGLang, trtllm-serve or llama.cpp (server.engine names one behind a gateway), or give prompts as text.");
        }

        if (_chat)
        {
            ServerText.WriteMessages(json, request.Messages);
        }
        else if (request.PromptTokenIds is { } ids)
        {
            json.WriteStartArray("prompt"u8);
            foreach (var id in ids)
                json.WriteNumberValue(id);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("prompt"u8, ServerText.Plain(request.Messages));
        }
    }
}
