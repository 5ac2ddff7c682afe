using System.Buffers;
using System.Text.Json;
using Joulemark.Planning;
using Joulemark.Serving.Http;

namespace Joulemark.Serving.OpenAI;

/// <summary>What OpenAI-compatible servers speak, chat or completions.</summary>
/// <param name="spec">The system under test.</param>
internal sealed class OpenAIProtocol(ServerSpec spec) : IServerProtocol
{
    private readonly bool _chat = spec.Api == "chat";
    private Uri? _endpoint;
    private string _model = spec.Model ?? "";

    public ReplyFormat Format => ReplyFormat.ServerSentEvents;

    public async Task<ServerIdentity> DescribeAsync(ServerProbe probe, CancellationToken cancellationToken)
    {
        _model = await OpenAIModels.FindAsync(probe, spec.Model, cancellationToken);
        Address(probe.Server, _model);
        return new ServerIdentity(_model, new Dictionary<string, string>(StringComparer.Ordinal));
    }

    /// <summary>Takes a server for known, without asking it.</summary>
    public void Address(Uri server, string model) => (_endpoint, _model) = (OpenAIUrl.Endpoint(server, _chat ? "chat/completions" : "completions"), model);

    public IReplyReader CreateReader() => new OpenAIReader();

    public HttpCall Write(ServerRequest request)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, _model);
            WritePrompt(json, request);
            json.WriteNumber("max_tokens"u8, request.MaxOutputTokens);
            if (request.ExactOutputTokens)
            {
                json.WriteNumber("min_tokens"u8, request.MaxOutputTokens);
                json.WriteBoolean("ignore_eos"u8, true);
            }

            json.WriteNumber("temperature"u8, request.Temperature);
            json.WriteNumber("seed"u8, request.Seed);
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new HttpCall(_endpoint ?? throw new InvalidOperationException("DescribeAsync comes first."), buffer.WrittenMemory);
    }

    private void WritePrompt(Utf8JsonWriter json, ServerRequest request)
    {
        if (_chat)
        {
            json.WriteStartArray("messages"u8);
            foreach (var message in request.Messages)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, message.Role);
                json.WriteString("content"u8, message.Content);
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
            json.WriteString("prompt"u8, string.Join('\n', request.Messages.Select(m => m.Content)));
        }
    }
}
