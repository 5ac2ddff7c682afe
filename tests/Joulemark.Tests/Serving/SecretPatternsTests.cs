using CsCheck;
using Joulemark.Serving;
using Xunit;

namespace Joulemark.Tests.Serving;

public sealed class SecretPatternsTests
{
    private static readonly string[] Before = ["", "INFO 10:02 [api_server.py:12] ", "x=", "{\"a\": 1, ", "(", "url: "];
    private static readonly string[] After = ["", "\n", " next", ", host='0.0.0.0')", "\"}", " rest of the line\nand another"];

    // What surrounds a secret, by shape; § is the secret.
    private static readonly string[] Shapes =
    [
        "hf_§", "sk-§", "sk-proj-§", "nvapi-§", "ghp_§", "github_pat_§", "glpat-§",
        "Authorization: Bearer §", "authorization: bearer §", "'Authorization': 'Bearer §'", "Bearer §",
        "password=§", "Password: §", "password='§'", "\"password\": \"§\"", "DB_PASS=§", "PGPASSWORD=§;",
        "token=§", "HF_TOKEN=§", "HUGGING_FACE_HUB_TOKEN: §", "{\"access_token\":\"§\"}", "{\\\"token\\\": \\\"§\\\"}",
        "api_key=§", "'api_key': ['§']", "Namespace(api_key='§', port=80)", "OPENAI_API_KEY=§", "apiKey: §", "--api-key §", "--hf-token '§'", "--api-key=§", "['--api-key', '§']", "[\"--api-key\",\"§\"]",
        "AWS_SECRET_ACCESS_KEY=§", "AccountKey=§;EndpointSuffix=x", "client_secret = §",
        "postgres://user:§@host/db", "https://§@github.com/x", "https://a.b/c?x=1&sig=§&y=2", "http://h/?key=§",
        "-----BEGIN PRIVATE KEY-----\n§\n-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----\n§",
    ];

    [Fact]
    public void Redact_SecretsOfEveryShape_LeavesNothingOfThem()
    {
        // A digit among them: what an issuer makes at random has one, and a word has none.
        var secret = Gen.Select(Gen.Char.AlphaNumeric.Array[10, 60], Gen.Int[0, 9], (c, d) => new string(c) + d + "Zq");
        Gen.Select(One(Shapes), secret, One(Before), One(After)).Sample((shape, key, before, after) =>
        {
            var redacted = SecretPatterns.Redact(before + shape.Replace("§", key, StringComparison.Ordinal) + after);
            Assert.DoesNotContain(key[..8], redacted, StringComparison.Ordinal);
            Assert.Contains(Secret.Mask, redacted, StringComparison.Ordinal);
        }, iter: 20_000);
    }

    [Theory]
    [InlineData("curl --api-key sk-abc http://h/", "curl --api-key *** http://h/")] // too short for the shape of a key
    [InlineData("vllm serve m --hf-token abc --port 80", "vllm serve m --hf-token *** --port 80")]
    [InlineData("x --password --verbose", "x --password --verbose")] // it asks for it
    [InlineData("x --max-tokens 5 --eos-token-id 2", "x --max-tokens 5 --eos-token-id 2")]
    [InlineData("env TOKEN=abc x", "env TOKEN=*** x")]
    [InlineData("curl -u me:abc http://you:abc@h/p", "curl -u me:*** http://***@h/p")]
    [InlineData("docker run -u 1000:1000 i", "docker run -u 1000:1000 i")]
    [InlineData("python train.py --lr 0.1", "python train.py --lr 0.1")]
    public void Redact_Words_KnowsAnOptionWhoseSecretIsAWordOfItsOwn(string command, string expected) =>
        Assert.Equal(expected.Split(' '), SecretPatterns.Redact(command.Split(' ')));

    [Fact]
    public void Redact_AwsKey_IsHidden() =>
        Assert.Equal("id *** used", SecretPatterns.Redact("id AKIAIOSFODNN7EXAMPLE used"));

    [Theory]
    [InlineData("Namespace(model='m', api_key=['abcd1234'], max_model_len=4096)", "Namespace(model='m', api_key=[***'], max_model_len=4096)")]
    [InlineData("password=hunter2 user=me", "password=*** user=me")]
    [InlineData("redis://default:pa@ss@cache:6379/0", "redis://***@cache:6379/0")]
    [InlineData("password: 123456", "password: ***")]
    public void Redact_NamedSecret_KeepsItsName(string text, string expected)
    {
        var redacted = SecretPatterns.Redact(text);

        Assert.Equal(expected, redacted);
    }

    [Theory]
    [InlineData("max_num_batched_tokens=8192, tokenizer='meta-llama/Llama-3.1-8B', tokenizer_mode=auto")]
    [InlineData("eos_token='</s>', pad_token: \"<pad>\", eos_token_id=2, prompt_tokens: 12, stop_token=abc")]
    [InlineData("time to first token: 0.23s, token=128, per token: 4.1 ms")]
    [InlineData("api_key=None, token: null, hf_token=None")]
    [InlineData("Avg prompt throughput: 103.1 tokens/s, Running: 8 reqs, GPU KV cache usage: 3.1%")]
    [InlineData("hf_transfer is not installed; sk-learn; task-scheduler-12345678; a Bearer token is missing; Basic metrics")]
    [InlineData("http://127.0.0.1:8000/v1/models?limit=3 and user@example.org")]
    [InlineData("INFO: \"POST /v1/completions HTTP/1.1\" 200 OK")]
    public void Redact_WhatServersSayDaily_StaysAsItIs(string text) => Assert.Equal(text, SecretPatterns.Redact(text));

    [Fact]
    public void Redact_LongTexts_TakesTimeInProportion()
    {
        // Each would take minutes where a pattern looks at a long run again from each of its places.
        string[] runs = [new('a', 300_000), new string('a', 300_000) + ":", string.Concat(Enumerable.Repeat("eyJ", 100_000)), string.Concat(Enumerable.Repeat("sk-", 100_000)), string.Concat(Enumerable.Repeat("token=\"", 50_000)), string.Concat(Enumerable.Repeat("://a", 80_000))];

        Assert.All(runs, r => Assert.NotEqual(Secret.Mask, SecretPatterns.Redact(r + " end")));
    }

    private static Gen<string> One(string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
