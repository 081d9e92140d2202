require "spec.helper"
local claims = require "breachkit.claims"

describe("claims.certainty", function()
  local function cues(text)
    local out = {}
    for _, s in ipairs(claims.certainty(text)) do
      for _, cue in ipairs(s.cues) do
        assert.equal(cue.text, text:sub(cue.first, cue.last))
        out[#out + 1] = cue.class .. " " .. cue.strength .. " " .. cue.text
      end
    end
    return out
  end

  it("judges each sentence by its cues", function()
    local text = "The bank was probably hacked. Nobody lost money in May. "
      .. "Some experts believe that it may happen again."
    local list = claims.certainty(text)
    assert.equal(3, #list)
    assert.same({ false, true, false }, { list[1].certain, list[2].certain, list[3].certain })
    assert.same({ 1, 0, 3 }, { list[1].score, list[2].score, list[3].score })
    assert.equal("The bank was probably hacked.", text:sub(list[1].first, list[1].last))
    assert.same({ "epistemic strong probably", "weasel strong Some", "weasel strong experts", "doxastic weak believe",
      "epistemic weak may" }, cues(text))
  end)

  it("tells mild cues, which weigh nothing, and wants two weak ones", function()
    assert.same({ "condition mild if" }, cues "Call us if it rains.")
    assert.is_true(claims.certainty("Call us if it rains.")[1].certain)
    assert.is_true(claims.certainty("It may rain.")[1].certain)
    assert.is_false(claims.certainty("It may rain, sources at the company believe.")[1].certain)
  end)

  it("takes the longest phrase", function()
    assert.same({ "epistemic strong may have" }, cues "It may have rained.")
    assert.same({ "investigation strong whether", "peacock strong legendary", "hedge strong largely" },
      cues "We asked whether the legendary site was largely empty.")
  end)

  it("weighs a cue less where the words beside it say who, how many or how much", function()
    assert.same({ "doxastic strong argued" }, cues "The staff argued that the server was safe.")
    assert.same({ "doxastic mild argued" }, cues "She had also argued that the server was safe.")
    assert.same({ "weasel strong Others" }, cues "Others blame the supplier.")
    assert.same({ "weasel weak others" }, cues "The theft hit Acme, Harrow and others.")
    assert.same({ "weasel strong Several" }, cues "Several banks lost money.")
    assert.same({ "weasel weak several" }, cues "The site was down for several days.")
    assert.same({ "weasel weak Most" }, cues "Most banks lost money.")
    assert.same({ "weasel mild most" }, cues "It was the most costly theft.")
    assert.is_false(claims.certainty("Others blame the supplier.")[1].certain)
    assert.is_true(claims.certainty("The theft hit Acme, Harrow and others.")[1].certain)
  end)

  it("takes what has been said, and names in use, as somebody's words", function()
    assert.same({ "doxastic strong been reported" }, cues "A second theft has been reported.")
    assert.same({ "hedge strong commonly called" }, cues "The group is commonly called Harrow.")
    assert.same({ "hedge weak often called" }, cues "The group is often called Harrow.")
  end)

  it("takes any bytes, and raises on what is no text", function()
    assert.same({}, claims.certainty "")
    assert.equal(67, #claims.certainty(("may "):rep(20000))) -- 300 tokens each
    for _, s in ipairs(claims.certainty "\255\254 perhaps \0 perhaps") do assert.is_true(s.first <= s.last) end
    assert.has_error(function() claims.certainty(nil) end, "claims.certainty: a string expected, got nil")
  end)
end)
