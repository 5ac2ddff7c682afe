using System.Globalization;
using System.Text;
using System.Text.Json;
using Joulemark.Onnx.Inference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Joulemark.Onnx.Server;

/// <summary>The OpenAI-compatible endpoints.</summary>
internal sealed class OpenAIApi(IReadOnlyList<ServedModel> models, TimeProvider time)
{
    private long _count;

    public async Task ListModelsAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, model.Name);
            json.WriteString("object"u8, "model"u8);
            json.WriteString("owned_by"u8, "joulemark"u8);
            json.WriteNumber("max_model_len"u8, model.Info.Context);
            json.WriteStartObject("meta"u8);
            json.WriteString("precision"u8, model.Info.Precision);
            json.WriteNumber("n_params"u8, model.Info.Parameters);
            json.WriteString("revision"u8, model.Info.Revision);
            json.WriteNumber("max_batch"u8, model.MaxBatch);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static Task NotFoundAsync(HttpContext context) =>
        ErrorAsync(context, StatusCodes.Status404NotFound, "not_found", $"there is no {context.Request.Method} {context.Request.Path}");

    public async Task CompleteAsync(HttpContext context, bool chat)
    {
        CompletionRequest request;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            request = CompletionRequest.Read(body.RootElement, chat);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request_error", e.Message);
            return;
        }

        var model = request.Model is null && models.Count == 1 ? models[0] : models.FirstOrDefault(m => m.Name == request.Model);
        if (model is null)
        {
            await ErrorAsync(context, StatusCodes.Status404NotFound, "model_not_found",
                $"there is no model '{request.Model}'; this server has {string.Join(", ", models.Select(m => m.Name))}");
            return;
        }

        var prompt = chat ? model.Tokenizer.EncodeQuestion(request.Prompt) : [Tokenizer.Begin, .. model.Tokenizer.Encode(request.Prompt)];
        if (prompt.Count >= model.Info.Context)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "context_length_exceeded",
                $"the prompt has {prompt.Count} tokens; the model's context is {model.Info.Context} tokens, of which at least one is the answer's");
            return;
        }

        // Gives the generation up when the client leaves, and when a stop string ends the answer early.
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var generation = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = Math.Min(request.MaxTokens, model.Info.Context - prompt.Count),
            Temperature = request.Temperature,
            Seed = request.Seed,
            IgnoresEnd = request.IgnoresEnd,
            Cancelled = giveUp.Token,
        };
        var writer = new CompletionWriter(
            $"cmpl-{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}", time.GetUtcNow().ToUnixTimeSeconds(), model.Name, chat);
        model.Batcher.Submit(generation);
        try
        {
            await (request.Stream ? StreamAsync(context, model, request, generation, writer, chat) : WholeAsync(context, model, request, generation, writer));
            model.CountRequest();
        }
        finally
        {
            await giveUp.CancelAsync(); // however it ended: nobody reads on, so the slot must be free
        }
    }

    private static async Task StreamAsync(HttpContext context, ServedModel model, CompletionRequest request, GenerationRequest generation, CompletionWriter writer, bool chat)
    {
        var body = context.Response.BodyWriter;
        context.Response.ContentType = "text/event-stream";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var stop = new StopText(request.Stop);
        var tokens = 0;
        if (chat)
            writer.WriteChunk(body, text: null, role: true);
        await foreach (var token in generation.Tokens.ReadAllAsync(context.RequestAborted))
        {
            tokens++;
            model.CountToken();
            if (stop.Take(model.Tokenizer.Decode(token)) is { Length: > 0 } text)
            {
                writer.WriteChunk(body, text);
                await body.FlushAsync(context.RequestAborted);
            }

            if (stop.IsStopped)
                break;
        }

        if (stop.Rest() is { Length: > 0 } rest)
            writer.WriteChunk(body, rest);
        writer.WriteChunk(body, text: null, finish: FinishReason(generation, stop));
        if (request.IncludeUsage)
            writer.WriteUsageChunk(body, generation.Prompt.Count, tokens);
        await body.WriteAsync("data: [DONE]\n\n"u8.ToArray(), context.RequestAborted);
    }

    private static async Task WholeAsync(HttpContext context, ServedModel model, CompletionRequest request, GenerationRequest generation, CompletionWriter writer)
    {
        var stop = new StopText(request.Stop);
        var text = new StringBuilder();
        var tokens = 0;
        await foreach (var token in generation.Tokens.ReadAllAsync(context.RequestAborted))
        {
            tokens++;
            model.CountToken();
            text.Append(stop.Take(model.Tokenizer.Decode(token)));
            if (stop.IsStopped)
                break;
        }

        text.Append(stop.Rest());
        context.Response.ContentType = "application/json";
        writer.WriteWhole(context.Response.BodyWriter, text.ToString(), FinishReason(generation, stop), generation.Prompt.Count, tokens);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static string FinishReason(GenerationRequest generation, StopText stop) => stop.IsStopped || generation.EndedByModel ? "stop" : "length";

    private static async Task ErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, message);
        json.WriteString("type"u8, "invalid_request_error"u8);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
